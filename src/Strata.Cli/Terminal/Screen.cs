using Strata.Linux;
using Strata.Rendering;

namespace Strata.Cli.Terminal;

/// <summary>What standard output can show.</summary>
internal static class Screen
{
    /// <summary>False for a terminal that only takes one line after the other, and for a file or a pipe.</summary>
    public static bool CanMoveCursor => !Console.IsOutputRedirected && !IsDumb;

    private static bool IsDumb => Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb";

    /// <summary>A file or a pipe gets 80 plain columns whatever the environment says; a terminal gets its width and, if wanted, colour.</summary>
    public static TerminalStyle Style(bool noColour)
    {
        if (Console.IsOutputRedirected)
        {
            return TerminalStyle.Plain;
        }
        var colour = !noColour && !IsDumb && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new TerminalStyle(TerminalSize.Columns() ?? TerminalStyle.Plain.Width, colour, IsDumb || !IsUtf8());
    }

    private static bool IsUtf8()
    {
        foreach (var name in (ReadOnlySpan<string>)["LC_ALL", "LC_CTYPE", "LANG"])
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } locale)
            {
                return locale.Contains("utf-8", StringComparison.OrdinalIgnoreCase) || locale.Contains("utf8", StringComparison.OrdinalIgnoreCase);
            }
        }
        return false;
    }
}
