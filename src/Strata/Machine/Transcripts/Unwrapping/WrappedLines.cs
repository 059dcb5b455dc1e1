namespace Strata.Machine.Transcripts.Unwrapping;

/// <summary>Joins log lines that a mail program broke near the 80th column.</summary>
internal static class WrappedLines
{
    private const int Narrowest = 66;
    private const int Widest = 82;
    private const int MostPieces = 8;

    /// <summary>Joins a line with those after it that have no beginning of their own.</summary>
    public static List<LogLine> Join(List<LogLine> lines)
    {
        var rest = new List<LogLine>(lines.Count);
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            var last = line.Text;
            for (var pieces = 0; pieces < MostPieces && i + 1 < lines.Count && IsBroken(line.Text, last, lines[i + 1].Text); pieces++)
            {
                last = lines[++i].Text;
                line = line with { Text = line.Text.TrimEnd() + " " + last };
            }
            rest.Add(line);
        }
        return rest;
    }

    private static bool IsBroken(string first, string last, string next) =>
        last.Length is <= Widest and >= 20
        && next.Length is > 0 and <= Widest && !char.IsWhiteSpace(next[0]) && next[0] is not ('[' or '|' or '+' or '`' or '<')
        && last.TrimEnd().Length + 1 + FirstWord(next) > Narrowest
        && LogPrefix.Parse(first) is { Length: > 0, Writer.Length: > 0 }
        && LogPrefix.Parse(next).Length == 0
        && !next.StartsWith("NVRM: ", StringComparison.Ordinal)
        && ShellCommand.Parse(next) is null;

    private static int FirstWord(string text) => text.IndexOf(' ', StringComparison.Ordinal) is >= 0 and var blank ? blank : text.Length;
}
