using System.Text.RegularExpressions;

namespace Strata.Machine.Transcripts.Unwrapping;

/// <summary>Removes the quote marks of mail and Markdown. A single line with one is rather a prompt.</summary>
internal static partial class QuoteMarks
{
    /// <summary>Removes them from runs of quoted lines that are not all commands.</summary>
    public static List<LogLine> Remove(List<LogLine> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var end = i;
            while (end < lines.Count && Quote().IsMatch(lines[end].Text))
            {
                end++;
            }
            var isQuote = end - i > 1 && lines.GetRange(i, end - i).Exists(line => ShellCommand.Parse(line.Text) is null);
            for (var at = i; isQuote && at < end; at++)
            {
                lines[at] = lines[at] with { Text = Quote().Replace(lines[at].Text, "") };
            }
            i = Math.Max(i, end - 1);
        }
        return lines;
    }

    [GeneratedRegex("^ {0,3}> ?", RegexOptions.CultureInvariant)]
    private static partial Regex Quote();
}
