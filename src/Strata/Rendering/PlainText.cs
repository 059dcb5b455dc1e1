using System.Globalization;
using System.Text;

namespace Strata.Rendering;

/// <summary>Makes untrusted text harmless: no control characters, no escape sequences, no bidirectional overrides.</summary>
public static class PlainText
{
    private const int LongestLine = 400;
    private const int LongestProse = 4000;

    /// <summary>Replaces tabs and line ends by blanks, drops other controls and cuts very long text.</summary>
    public static string Clean(string text) => Clean(text, LongestLine);

    /// <summary>As <see cref="Clean(string)"/> for an explanation of several sentences.</summary>
    public static string CleanProse(string text) => Clean(text, LongestProse);

    /// <summary>As <see cref="Clean(string)"/>, keeping null.</summary>
    public static string? CleanOrNull(string? text) => text is null ? null : Clean(text);

    /// <summary>True for characters that can move the cursor, hide text or turn its direction.</summary>
    public static bool IsUnsafe(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned;

    private static string Clean(string text, int longest)
    {
        var clean = new StringBuilder(Math.Min(text.Length, longest));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length >= longest)
            {
                clean.Append('…');
                break;
            }
            if (rune.Value is '\t' or '\n' or '\r')
            {
                clean.Append(' ');
            }
            else if (!IsUnsafe(rune))
            {
                clean.Append(rune.ToString());
            }
        }
        return clean.ToString().TrimEnd();
    }
}
