namespace Strata.Redaction;

/// <summary>Follows private keys over the lines of a file or a log: <c>-----BEGIN PRIVATE KEY-----</c> to its end.</summary>
internal sealed class KeyBlock(Placeholders names)
{
    private const string Begin = "-----BEGIN ";
    private const string End = "-----END ";
    private const string Dashes = "-----";

    // A key of 16384 bits takes 210 lines; a first line without an end takes no more with it.
    private const int MostLines = 300;
    private int _left;

    /// <summary>The line without its part of a key, the rest of it read by <paramref name="read"/>.</summary>
    public string Remove(string line, Func<string, string> read)
    {
        if (_left > 0)
        {
            _left = line.Contains(End, StringComparison.Ordinal) ? 0 : _left - 1;
            return names.For(Placeholders.Secret, line);
        }
        var at = Start(line);
        if (at < 0)
        {
            return read(line);
        }
        var end = line.IndexOf(End, at, StringComparison.Ordinal);
        var close = end < 0 ? -1 : line.IndexOf(Dashes, end + End.Length, StringComparison.Ordinal);
        if (close < 0)
        {
            _left = MostLines;
            return read(line[..at]) + names.For(Placeholders.Secret, line[at..]);
        }
        var last = close + Dashes.Length;
        return read(line[..at] + names.For(Placeholders.Secret, line[at..last]) + (Start(line[last..]) < 0 ? line[last..] : ""));
    }

    private static int Start(string line)
    {
        for (var at = line.IndexOf(Begin, StringComparison.Ordinal); at >= 0; at = line.IndexOf(Begin, at + Begin.Length, StringComparison.Ordinal))
        {
            var head = line.AsSpan(at + Begin.Length);
            var end = head.IndexOf(Dashes, StringComparison.Ordinal);
            if (end >= 0 && head[..end].Contains("PRIVATE KEY", StringComparison.Ordinal))
            {
                return at;
            }
            if (end < 0)
            {
                return -1;
            }
        }
        return -1;
    }
}
