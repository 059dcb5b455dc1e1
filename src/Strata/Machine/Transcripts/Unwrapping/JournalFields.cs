using System.Text.RegularExpressions;

namespace Strata.Machine.Transcripts.Unwrapping;

/// <summary>Takes the messages out of journalctl -o verbose and -o export, which print every field of an entry on a line of its own.</summary>
internal static partial class JournalFields
{
    /// <summary>The lines with each such entry replaced by its messages.</summary>
    public static List<LogLine> Unwrap(List<LogLine> lines)
    {
        if (!lines.Exists(line => line.Text.Contains('=', StringComparison.Ordinal) && Own().IsMatch(line.Text)))
        {
            return lines;
        }
        var rest = new List<LogLine>(lines.Count);
        for (var i = 0; i < lines.Count;)
        {
            var start = Heading().IsMatch(lines[i].Text) ? i + 1 : i;
            var end = End(lines, start);
            var fields = lines.GetRange(start, end - start);
            if (fields.Count > 0 && (start > i || fields.Exists(line => Own().IsMatch(line.Text))))
            {
                rest.AddRange(Messages(fields));
            }
            else
            {
                rest.AddRange(lines.GetRange(i, Math.Max(end, i + 1) - i));
            }
            i = Math.Max(end, i + 1);
        }
        return rest;
    }

    // The fields of one entry stand below each other, all as far from the left.
    private static int End(List<LogLine> lines, int start)
    {
        var end = start;
        var first = start < lines.Count ? Field().Match(lines[start].Text) : Match.Empty;
        while (first.Success && end < lines.Count && Field().Match(lines[end].Text) is { Success: true } field && field.Groups["name"].Index == first.Groups["name"].Index)
        {
            end++;
        }
        return end;
    }

    private static IEnumerable<LogLine> Messages(List<LogLine> fields)
    {
        var told = fields.ConvertAll(line => (Line: line, Match: Field().Match(line.Text)));
        var writer = Value("_TRANSPORT") == "kernel" ? "kernel: " : Value("SYSLOG_IDENTIFIER") is { } name ? name + ": " : "";
        return told.Where(field => field.Match.Groups["name"].Value == "MESSAGE").Select(field => field.Line with { Text = writer + field.Match.Groups["value"].Value });

        string? Value(string name) => told.Find(field => field.Match.Groups["name"].Value == name).Match?.Groups["value"].Value;
    }

    // Only journald itself writes fields with a leading underscore.
    [GeneratedRegex(@"^\s{0,8}(?:_(?:BOOT_ID|TRANSPORT|MACHINE_ID|HOSTNAME)|__CURSOR)=", RegexOptions.CultureInvariant)]
    private static partial Regex Own();

    [GeneratedRegex(@"^\s{0,8}(?<name>[A-Z_][A-Z0-9_]+)=(?<value>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Field();

    [GeneratedRegex(@"\[s=[0-9a-f]+;i=[0-9a-f]+;b=[0-9a-f]+", RegexOptions.CultureInvariant)]
    private static partial Regex Heading();
}
