namespace Strata.Machine.Transcripts.Unwrapping;

/// <summary>
/// Takes off what people and programs put around a line before it is pasted: colours, markup, quote marks, line numbers, the
/// prefixes of log collectors, JSON records. What is left is the line as its writer wrote it, under its number in the input.
/// </summary>
public static class Unwrapper
{
    private const int MostNested = 3;

    /// <summary>Unwraps the lines of a text; sees runs of lines, so that a form has to be used by several of them.</summary>
    public static List<LogLine> Unwrap(IReadOnlyList<LogLine> lines)
    {
        var rest = lines.Select(Clean).ToList();
        for (var depth = 0; depth < MostNested; depth++)
        {
            var before = rest.ToList();
            rest = LineNumbers.Remove(QuoteMarks.Remove(CollectorPrefixes.Remove(rest)));
            if (rest.SequenceEqual(before))
            {
                break;
            }
        }
        if (rest.Exists(JsonRecord.MayBe))
        {
            rest = [.. rest.SelectMany(JsonRecord.Unwrap)];
        }
        rest = JournalFields.Unwrap(rest);
        return WrappedLines.Join(Indentation.Remove(rest));
    }

    /// <summary>Unwraps lines one by one, for what stands too far behind to be looked at as a whole.</summary>
    public static IEnumerable<LogLine> UnwrapEach(IEnumerable<LogLine> lines) =>
        lines.Select(Clean).Select(line => line with { Text = CollectorPrefixes.RemoveCertain(line.Text) }).SelectMany(line => JsonRecord.MayBe(line) ? JsonRecord.Unwrap(line) : [line]);

    private static LogLine Clean(LogLine line) => LineCleaner.Clean(line.Text) is var text && ReferenceEquals(text, line.Text) ? line : line with { Text = text };
}
