using System.Text.RegularExpressions;

namespace Strata.Machine.Transcripts;

/// <summary>One block of an nvidia-bug-report.log: a header line and what stands below it.</summary>
/// <param name="Header">The header without decoration.</param>
/// <param name="Lines">The lines below it, with their numbers in the report.</param>
public sealed record BugReportSection(string Header, IReadOnlyList<LogLine> Lines);

/// <summary>
/// Cuts an nvidia-bug-report.log into blocks: at lines of underscores, and inside a block where a further command line
/// stands between blank lines. Base64 attachments carry no text.
/// </summary>
public static partial class BugReportSections
{
    /// <summary>Splits the lines of a report.</summary>
    public static IEnumerable<BugReportSection> Split(IEnumerable<LogLine> lines)
    {
        var header = "";
        var body = new List<LogLine>();
        var blankBefore = true;
        var isAttachment = false;
        foreach (var line in lines)
        {
            var text = line.Text;
            if (Separator().IsMatch(text))
            {
                yield return new BugReportSection(header, body);
                (header, body, blankBefore, isAttachment) = ("", [], true, false);
                continue;
            }
            if (header.Length == 0)
            {
                if (string.IsNullOrWhiteSpace(text))
                {
                    continue;
                }
                header = text.TrimEnd();
                isAttachment = header.StartsWith("base64 ", StringComparison.Ordinal);
                blankBefore = false;
                if (!IsHeader(header))
                {
                    body.Add(line);
                }
                continue;
            }
            if (blankBefore && InnerCommand().IsMatch(text))
            {
                yield return new BugReportSection(header, body);
                (header, body, blankBefore) = (text.TrimEnd(), [], false);
                continue;
            }
            blankBefore = string.IsNullOrWhiteSpace(text);
            if (!isAttachment && !Base64().IsMatch(text))
            {
                body.Add(line);
            }
        }
        yield return new BugReportSection(header, body);
    }

    /// <summary>True for lines that only name what follows.</summary>
    private static bool IsHeader(string line) =>
        line.StartsWith("*** ", StringComparison.Ordinal) || line.StartsWith('/') || line.StartsWith("journalctl ", StringComparison.Ordinal)
        || line.EndsWith(':') || line.StartsWith("base64 ", StringComparison.Ordinal);

    [GeneratedRegex("^_{20,}$", RegexOptions.CultureInvariant)]
    private static partial Regex Separator();

    [GeneratedRegex(@"^/(?:usr/)?s?bin/[\w.-]+ .*[^:]$", RegexOptions.CultureInvariant)]
    private static partial Regex InnerCommand();

    [GeneratedRegex(@"^[A-Za-z0-9+/]{60,}={0,2}$", RegexOptions.CultureInvariant)]
    private static partial Regex Base64();
}
