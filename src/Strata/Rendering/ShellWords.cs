using System.Buffers;
using System.Globalization;
using System.Text;

namespace Strata.Rendering;

/// <summary>Writes an argument array as a line that can be pasted into a shell and means the same there.</summary>
public static class ShellWords
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-");

    /// <summary>The command line.</summary>
    public static string Join(IReadOnlyList<string> words)
    {
        var line = new StringBuilder();
        for (var i = 0; i < words.Count; i++)
        {
            line.Append(i == 0 ? "" : " ").Append(Quote(words[i], first: i == 0));
        }
        return line.ToString();
    }

    private static string Quote(string word, bool first)
    {
        if (word.Length == 0)
        {
            return "''";
        }
        // "A=b" as the first word would be an assignment.
        if (!word.AsSpan().ContainsAnyExcept(Plain) && !(first && word.Contains('=', StringComparison.Ordinal)))
        {
            return word;
        }
        foreach (var rune in word.EnumerateRunes())
        {
            if (PlainText.IsUnsafe(rune))
            {
                return Escape(word);
            }
        }
        return "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
    }

    private static string Escape(string word)
    {
        var escaped = new StringBuilder("$'");
        foreach (var rune in word.EnumerateRunes())
        {
            if (rune.Value is '\'' or '\\')
            {
                escaped.Append('\\').Append((char)rune.Value);
            }
            else if (PlainText.IsUnsafe(rune))
            {
                escaped.Append("\\U").Append(rune.Value.ToString("x8", CultureInfo.InvariantCulture));
            }
            else
            {
                escaped.Append(rune.ToString());
            }
        }
        return escaped.Append('\'').ToString();
    }
}
