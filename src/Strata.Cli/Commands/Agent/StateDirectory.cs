namespace Strata.Cli.Commands.Agent;

/// <summary>Where the agent keeps what it must know after a restart.</summary>
internal static class StateDirectory
{
    public const string OfSystem = "/var/lib/strata";

    /// <summary>
    /// The directory that was asked for, else the one that systemd made for this service (systemd.exec(5), StateDirectory=), else the
    /// system's for root, else one of this user (XDG base directory specification); null where there is no home.
    /// </summary>
    public static string? Of(string? asked)
    {
        if (asked is not null)
        {
            return asked.Length > 0 ? Path.GetFullPath(asked) : throw new UsageException("--state-directory: an empty name is no directory");
        }
        var ofService = Environment.GetEnvironmentVariable("STATE_DIRECTORY")?.Split(':')[0];
        if (ofService is not null && Path.IsPathFullyQualified(ofService))
        {
            return ofService;
        }
        if (Environment.IsPrivilegedProcess)
        {
            return OfSystem;
        }
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        if (state is not null && Path.IsPathFullyQualified(state))
        {
            return Path.Combine(state, "strata");
        }
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return home.Length > 0 ? Path.Combine(home, ".local", "state", "strata") : null;
    }
}
