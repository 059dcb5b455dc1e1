using System.Text.RegularExpressions;

namespace Strata.Machine.Transcripts.Unwrapping;

/// <summary>Removes what log collectors and parallel shells put before each line.</summary>
internal static partial class CollectorPrefixes
{
    /// <summary>Removes the prefixes; a container's name before a bar counts when two lines carry the same.</summary>
    public static List<LogLine> Remove(List<LogLine> lines)
    {
        var names = lines.Where(line => line.Text.Contains('|', StringComparison.Ordinal)).Select(line => Bar().Match(line.Text)).Where(match => match.Success)
            .GroupBy(match => match.Value, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < lines.Count; i++)
        {
            var text = lines[i].Text;
            var bare = RemoveCertain(names.Count > 0 && Bar().Match(text) is { Success: true } bar && names.Contains(bar.Value) ? text[bar.Length..] : text);
            if (bare.Length < text.Length)
            {
                lines[i] = lines[i] with { Text = bare };
            }
        }
        return Ranks(lines);
    }

    /// <summary>Removes a prefix that can be nothing else.</summary>
    public static string RemoveCertain(string line)
    {
        var prefix = MayHave(line) ? Certain().Match(line) : Match.Empty;
        return prefix.Success ? line[prefix.Length..] : line;
    }

    private static bool MayHave(string line) => line.Length > 6 && (line[0] is '#' or '['
        ? line.StartsWith("[pod/", StringComparison.Ordinal) || line.StartsWith("##[", StringComparison.Ordinal)
        : (line.Length > 20 && line[10] == 'T') || line.AsSpan().ContainsAny('|', ';') || line.Contains(": [", StringComparison.Ordinal));

    // srun --label puts the number of the task before each line.
    private static List<LogLine> Ranks(List<LogLine> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var end = i;
            while (end < lines.Count && Rank().IsMatch(lines[end].Text))
            {
                end++;
            }
            for (var at = i; end - i > 1 && at < end; at++)
            {
                lines[at] = lines[at] with { Text = Rank().Replace(lines[at].Text, "") };
            }
            i = Math.Max(i, end - 1);
        }
        return lines;
    }

    // docker compose: "vllm-1  | text"; kubectl logs --timestamps, docker logs -t, GitHub Actions and the files of containerd:
    // "2026-01-02T03:04:05.123456789Z stdout F text"; kubectl logs --prefix: "[pod/name/container] text"; /dev/kmsg: "3,901,100,-;text"; pdsh: "node1: [ 1.2] text".
    [GeneratedRegex(
        @"^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.(?:[0-9]{7}|[0-9]{9})(?:Z|[+-][0-9]{2}:[0-9]{2})(?: (?:stdout|stderr) [FP])?(?: |$)"
        + @"|[0-9]{1,3},[0-9]+,[0-9]+,[^;\s]{1,12};|\[pod/[\w.-]+/[\w.-]+\] ?|##\[\w+\]|[A-Za-z0-9][\w.-]*[-_][0-9]+ +\| ?|(?!kern)[\w.-]+: (?=\[ *[0-9]+\.[0-9]{6}\]))",
        RegexOptions.CultureInvariant)]
    private static partial Regex Certain();

    [GeneratedRegex(@"^[A-Za-z][\w.-]{1,60} +\| ?", RegexOptions.CultureInvariant)]
    private static partial Regex Bar();

    [GeneratedRegex(@"^ *[0-9]{1,4}: ", RegexOptions.CultureInvariant)]
    private static partial Regex Rank();
}
