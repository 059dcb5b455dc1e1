using System.Text.RegularExpressions;

namespace Strata.Layers.Userspace.Apt;

/// <summary>Matches names as apt does: shell patterns, and expressions between slashes.</summary>
internal static class Glob
{
    /// <summary>True when the whole text fits the shell pattern.</summary>
    public static bool Fits(string pattern, string text)
    {
        var expression = Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal);
        return Finds("^(?:" + expression + ")$", text);
    }

    /// <summary>True when the expression, which somebody wrote, is found; one that cannot be read finds nothing.</summary>
    public static bool Finds(string expression, string text)
    {
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
