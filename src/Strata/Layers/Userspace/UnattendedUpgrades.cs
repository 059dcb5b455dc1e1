using System.Collections.Immutable;
using Strata.Layers.Userspace.Apt;
using Strata.Machine;

namespace Strata.Layers.Userspace;

/// <summary>Configuration of unattended-upgrades.</summary>
/// <param name="Enabled">True when apt runs it by itself.</param>
/// <param name="Blacklist">Expressions of packages it leaves alone.</param>
/// <param name="Origins">Patterns of repositories from which it takes upgrades, such as <c>o=Ubuntu,a=noble-security</c>.</param>
/// <param name="Source">Where it is enabled.</param>
public sealed record UnattendedUpgrades(bool Enabled, ImmutableArray<string> Blacklist, ImmutableArray<string> Origins, Source Source)
{
    private const int MostValues = 500;
    private const string Prefix = "Unattended-Upgrade::";

    /// <summary>Expressions of the only packages it may touch; empty when it may touch all.</summary>
    public ImmutableArray<string> Whitelist { get; init; } = [];

    /// <summary>Files of apt's configuration that could not be read.</summary>
    public ImmutableArray<Source> Unread { get; init; } = [];

    /// <summary>True when it may upgrade a package of this name: an expression matches from the start of the name.</summary>
    public bool Touches(string package) =>
        Enabled && !Matches(Blacklist, package) && (Whitelist.IsEmpty || Matches(Whitelist, package));

    /// <summary>True when it takes upgrades from this repository.</summary>
    public bool TakesFrom(AptRelease release) => Origins.Any(release.Fits);

    /// <summary>Reads apt's configuration; absent where there is no apt.</summary>
    public static Reading<UnattendedUpgrades> Collect(IMachine machine)
    {
        var configuration = AptCollector.Settings(machine);
        if (!configuration.TryGet(out var settings))
        {
            return configuration.Map(_ => new UnattendedUpgrades(Enabled: false, [], [], configuration.Source));
        }
        var run = settings.Last("APT::Periodic::Unattended-Upgrade");
        var enabled = run is { Value: not ("0" or "") } && settings.Last("APT::Periodic::Enable") is not { Value: "0" };
        var names = Names(machine);
        return Reading.Known(
            new UnattendedUpgrades(
                enabled,
                Values(settings, "Package-Blacklist"),
                [.. Values(settings, "Allowed-Origins").Select(AsPattern).Concat(Values(settings, "Origins-Pattern")).Select(names)],
                run?.Source ?? configuration.Source)
            {
                Whitelist = Values(settings, "Package-Whitelist"),
                Unread = settings.Unread,
            },
            configuration.Source);
    }

    private static ImmutableArray<string> Values(AptSettings settings, string name) =>
        [.. settings.List(Prefix + name).Select(setting => setting.Value).Where(value => value.Length > 0).Take(MostValues)];

    // "Ubuntu:noble-security" names origin and archive.
    private static string AsPattern(string allowed) =>
        allowed.Split(':', 2) is [var origin, var archive] ? $"o={origin},a={archive}" : $"o={allowed}";

    // Names of the distribution as unattended-upgrades puts them in; anything where they are not told.
    private static Func<string, string> Names(IMachine machine)
    {
        var release = machine.Read("/etc/os-release").OrElse(() => machine.Read("/usr/lib/os-release"));
        var id = Value("ID");
        var codename = Value("VERSION_CODENAME");
        return text => text.Replace("${distro_id}", id, StringComparison.Ordinal).Replace("${distro_codename}", codename, StringComparison.Ordinal);

        string Value(string key) => release.TryGet(out var file)
            ? file.Lines.FirstOrDefault(line => line.StartsWith(key + "=", StringComparison.Ordinal))?[(key.Length + 1)..].Trim('"', ' ') ?? "*"
            : "*";
    }

    private static bool Matches(ImmutableArray<string> expressions, string package) =>
        expressions.Any(expression => Glob.Finds("^(?:" + expression + ")", package));
}
