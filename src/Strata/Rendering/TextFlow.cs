using System.Globalization;
using System.Text;

namespace Strata.Rendering;

/// <summary>Measures and breaks text by the columns it takes on a terminal.</summary>
public static class TextFlow
{
    /// <summary>Columns of a text.</summary>
    public static int Columns(string text)
    {
        var columns = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            columns += Columns(rune);
        }
        return columns;
    }

    /// <summary>Breaks a text at blanks into lines of at most <paramref name="width"/> columns; longer words are cut.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        width = Math.Max(width, 8);
        var line = new StringBuilder();
        var used = 0;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var part in Pieces(word, width))
            {
                var columns = Columns(part);
                if (used > 0 && used + 1 + columns > width)
                {
                    yield return line.ToString();
                    line.Clear();
                    used = 0;
                }
                if (used > 0)
                {
                    line.Append(' ');
                    used++;
                }
                line.Append(part);
                used += columns;
            }
        }
        if (used > 0)
        {
            yield return line.ToString();
        }
    }

    /// <summary>Cuts a text to <paramref name="width"/> columns and says so with three dots.</summary>
    public static string Cut(string text, int width)
    {
        if (Columns(text) <= width)
        {
            return text;
        }
        var cut = new StringBuilder();
        var used = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (used + Columns(rune) > width - 3)
            {
                break;
            }
            cut.Append(rune.ToString());
            used += Columns(rune);
        }
        return cut.ToString().TrimEnd() + "...";
    }

    /// <summary>Fills a text with blanks up to <paramref name="width"/> columns.</summary>
    public static string Pad(string text, int width) => text + new string(' ', Math.Max(0, width - Columns(text)));

    /// <summary>Replaces what ASCII does not have.</summary>
    public static string ToAscii(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }
        var ascii = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            ascii.Append(rune.Value switch
            {
                < 0x80 => rune.ToString(),
                0x2026 => "...",
                0x2018 or 0x2019 => "'",
                0x201C or 0x201D => "\"",
                0x2010 or 0x2011 or 0x2012 or 0x2013 or 0x2014 => "-",
                0xD7 => "x",
                _ => "?",
            });
        }
        return ascii.ToString();
    }

    private static IEnumerable<string> Pieces(string word, int width)
    {
        if (Columns(word) <= width)
        {
            yield return word;
            yield break;
        }
        var piece = new StringBuilder();
        var used = 0;
        foreach (var rune in word.EnumerateRunes())
        {
            if (used + Columns(rune) > width)
            {
                yield return piece.ToString();
                piece.Clear();
                used = 0;
            }
            piece.Append(rune.ToString());
            used += Columns(rune);
        }
        yield return piece.ToString();
    }

    /// <summary>Columns of a character: 2 for Hangul, CJK, full-width forms and pictographs (Unicode East Asian Width W and F, by block), 0 for what stands on the one before.</summary>
    public static int Columns(Rune rune) => rune.Value switch
    {
        < 0x300 => 1,
        >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0x303E or >= 0x3041 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3
            or >= 0xF900 and <= 0xFAFF or >= 0xFE30 and <= 0xFE6F or >= 0xFF00 and <= 0xFF60 or >= 0xFFE0 and <= 0xFFE6
            or >= 0x1F300 and <= 0x1F64F or >= 0x1F680 and <= 0x1FAFF or >= 0x20000 and <= 0x3FFFD => 2,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? 0 : 1,
    };
}
