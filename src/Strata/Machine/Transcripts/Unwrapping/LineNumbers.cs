using System.Globalization;
using System.Text.RegularExpressions;

namespace Strata.Machine.Transcripts.Unwrapping;

/// <summary>Removes line numbers that were copied together with the lines: each is one more than the one before.</summary>
internal static partial class LineNumbers
{
    private const int FewestWithMark = 3;
    private const int FewestWithBlank = 5;

    /// <summary>Removes them from runs of numbered lines.</summary>
    public static List<LogLine> Remove(List<LogLine> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var first = Numbered().Match(lines[i].Text);
            if (!first.Success || !int.TryParse(first.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                continue;
            }
            var end = i + 1;
            while (end < lines.Count && IsNumber(lines[end].Text, number + end - i))
            {
                end++;
            }
            if (end - i >= (first.Groups["mark"].Success ? FewestWithMark : FewestWithBlank))
            {
                for (var at = i; at < end; at++)
                {
                    lines[at] = lines[at] with { Text = Numbered().Replace(lines[at].Text, "") };
                }
            }
            i = end - 1;
        }
        return lines;
    }

    private static bool IsNumber(string line, int expected) =>
        Numbered().Match(line) is { Success: true } match
        && int.TryParse(match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number == expected;

    [GeneratedRegex(@"^ *(?<number>[0-9]{1,6})(?:(?<mark> ?[:|│] ?|\t)| {1,2}|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();
}
