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
        var rest = lines.Select(line => line with { Text = LineCleaner.Clean(line.Text) }).ToList();
        for (var depth = 0; depth < MostNested; depth++)
        {
            var before = rest;
            rest = LineNumbers.Remove(QuoteMarks.Remove(CollectorPrefixes.Remove(rest)));
            if (rest.SequenceEqual(before))
            {
                break;
            }
        }
        rest = JournalFields.Unwrap([.. rest.SelectMany(JsonRecord.Unwrap)]);
        return WrappedLines.Join(Indentation.Remove(rest));
    }

    /// <summary>Unwraps lines one by one, for what stands too far behind to be looked at as a whole.</summary>
    public static IEnumerable<LogLine> UnwrapEach(IEnumerable<LogLine> lines) =>
        lines.SelectMany(line => JsonRecord.Unwrap(line with { Text = CollectorPrefixes.RemoveCertain(LineCleaner.Clean(line.Text)) }));
}
