using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Strata.Machine;

namespace Strata.Linux.Bundles;

/// <summary>Turns answers into the files of a bundle and back.</summary>
internal static class BundleContent
{
    private const int LongestSlug = 60;

    /// <summary>The bytes of an answer; null when the manifest says it all.</summary>
    public static byte[]? Of(Captured item) => item switch
    {
        { State: not CapturedState.Known } or { Kind: CapturedKind.Stat } => null,
        { Kind: CapturedKind.Bytes } => item.Bytes.ToArray(),
        _ => Bytes(IsNumbered(item) ? LinesOf(item).Select(Numbered) : LinesOf(item).Select(line => line.Text)),
    };

    /// <summary>True when the lines do not simply count up from the first.</summary>
    public static bool IsNumbered(Captured item)
    {
        var lines = LinesOf(item);
        var first = lines.FirstOrDefault().Number;
        return lines.Where((line, index) => line.Number != first + index).Any();
    }

    /// <summary>Splits content into its lines.</summary>
    public static ImmutableArray<LogLine> Split(byte[] content, int firstLine, bool isNumbered)
    {
        if (content.Length == 0)
        {
            return [];
        }
        var text = Encoding.UTF8.GetString(content);
        var lines = (text.EndsWith('\n') ? text[..^1] : text).Split('\n');
        return isNumbered
            ? [.. lines.Select(Numbered)]
            : [.. lines.Select((line, index) => new LogLine(firstLine + index, line))];
    }

    /// <summary>A name for the file of an answer that a person can read.</summary>
    public static string Name(int number, Captured item)
    {
        var slug = new StringBuilder();
        foreach (var letter in item.Key)
        {
            var isPlain = char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_';
            if (slug.Length < LongestSlug && (isPlain || (slug.Length > 0 && slug[^1] != '-')))
            {
                slug.Append(isPlain ? letter : '-');
            }
        }
        return string.Create(CultureInfo.InvariantCulture, $"content/{number:D5}-{slug.ToString().Trim('-', '.')}");
    }

    // A line must not end the one before it early.
    private static byte[] Bytes(IEnumerable<string> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.Append(line.Contains('\n', StringComparison.Ordinal) ? line.Replace('\n', ' ') : line).Append('\n');
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static IEnumerable<LogLine> LinesOf(Captured item) => item.Kind == CapturedKind.Log ? item.Log : LogLines.Of(item.Text);

    private static string Numbered(LogLine line) => string.Create(CultureInfo.InvariantCulture, $"{line.Number}\t{line.Text}");

    private static LogLine Numbered(string line)
    {
        var tab = line.IndexOf('\t', StringComparison.Ordinal);
        return tab > 0 && int.TryParse(line.AsSpan(0, tab), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new LogLine(number, line[(tab + 1)..])
            : new LogLine(0, line);
    }
}
