using System.Text.RegularExpressions;
using Strata.Machine;

namespace Strata.Snapshots;

/// <summary>
/// Tells a kernel's own words from those that a program made it say. The kernel prints the option of a mount that it refuses,
/// the name of a process that crashed, a product's name; any user can put the driver's message there.
/// </summary>
internal static partial class ForeignWords
{
    /// <summary>Blanks before a line that continues a message of which the kernel is not known to have written all.</summary>
    public const string Continuation = "    ";

    private const string DriverTag = "NVRM:";

    /// <summary>True when what stands at <paramref name="position"/> may be the words of a program, though the line is the kernel's.</summary>
    public static bool StandAt(string text, LogPrefix prefix, int position)
    {
        if (prefix.Writer != "kernel")
        {
            return false;
        }
        var message = text.AsSpan(prefix.Length);
        if (message.StartsWith(Continuation))
        {
            return true;
        }
        // The driver puts its tag first. The audit system writes words of others in hexadecimal where they hold more than a word.
        var tag = message.IndexOf(DriverTag, StringComparison.Ordinal);
        if (tag == 0 && CrashedProcess().Match(text, prefix.Length) is not { Success: true })
        {
            return false;
        }
        if (tag > 0 && message[..tag].Trim().Length > 0)
        {
            return true;
        }
        var before = message[..Math.Max(0, position - prefix.Length)];
        return CrashedProcess().Match(text, prefix.Length) is { Success: true } name
            ? position < name.Index + name.Length
            : before.IndexOfAny('\'', '"') >= 0 && !message.StartsWith("audit:", StringComparison.Ordinal);
    }

    // "python3[1234]: segfault at 0 ip ...": the name is the program's to choose, up to 15 characters.
    [GeneratedRegex(@"\G.{1,15}\[\d+\]:? ", RegexOptions.CultureInvariant)]
    private static partial Regex CrashedProcess();
}
