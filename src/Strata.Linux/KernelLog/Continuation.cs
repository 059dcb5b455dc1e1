using System.Collections.Immutable;
using Strata.Machine;

namespace Strata.Linux.KernelLog;

/// <summary>
/// The further lines of a message of the kernel. The driver writes messages of several lines; in those of others a line break
/// may come from a program whose words the kernel repeats, and what follows it could imitate any message.
/// </summary>
internal static class Continuation
{
    private const string Blanks = "    ";

    /// <summary>The lines of one message, all with the prefix of the first; those that a program may have written are set in.</summary>
    public static ImmutableArray<string> Attribute(ImmutableArray<string> lines)
    {
        if (lines.Length < 2)
        {
            return lines;
        }
        var first = lines[0];
        var place = LogPrefix.Parse(first);
        var message = first.AsSpan(place.Length);
        if (place.Writer != "kernel" || message.StartsWith("NVRM:", StringComparison.Ordinal) || message.StartsWith("nvidia", StringComparison.Ordinal))
        {
            return lines;
        }
        var prefix = first[..place.Length];
        return [first, .. lines.Skip(1).Select(line => prefix + Blanks + (line.StartsWith(prefix, StringComparison.Ordinal) ? line[prefix.Length..] : line).TrimStart())];
    }
}
