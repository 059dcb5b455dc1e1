using System.Text.RegularExpressions;

namespace Strata.Layers.Userspace.Apt;

/// <summary>Matches names as package managers do: shell patterns, and expressions between slashes.</summary>
internal static class Glob
{
    private const int LongestExpression = 500;

    /// <summary>True when the whole text fits the shell pattern, letters large or small.</summary>
    public static bool Fits(string pattern, string text)
    {
        var (at, place) = (0, 0);
        // After the last star and where its text ends so far.
        var (afterStar, resume) = (-1, 0);
        while (place < text.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                (afterStar, resume) = (++at, place);
            }
            else if (at < pattern.Length && (pattern[at] == '?' || char.ToUpperInvariant(pattern[at]) == char.ToUpperInvariant(text[place])))
            {
                (at, place) = (at + 1, place + 1);
            }
            else if (afterStar >= 0)
            {
                (at, place) = (afterStar, ++resume);
            }
            else
            {
                return false;
            }
        }
        return pattern.AsSpan(at).TrimStart('*').IsEmpty;
    }

    /// <summary>True when the expression, which somebody wrote, is found; one that cannot be read, or is very long, finds nothing.</summary>
    public static bool Finds(string expression, string text)
    {
        if (expression.Length > LongestExpression)
        {
            return false;
        }
        try
        {
            return Regex.IsMatch(text, expression, RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking);
        }
        catch (ArgumentException)
        {
            return false;
        }
        catch (NotSupportedException)
        {
            return false;
        }
    }
}
