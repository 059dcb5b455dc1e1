using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Strata.Lab.Monitoring;

/// <summary>Finds the names of series in an expression of Prometheus.</summary>
public static partial class PromNames
{
    private static readonly ImmutableHashSet<string> Words = ["and", "or", "unless", "bool", "offset", "inf", "nan", "atan2", "start", "end"];

    /// <summary>The names, each once.</summary>
    public static IEnumerable<string> Of(string expression)
    {
        var bare = Matchers().Replace(Texts().Replace(expression, "\"\""), "");
        bare = Lists().Replace(Ranges().Replace(Variables().Replace(bare, ""), ""), " ");
        return Names().Matches(bare)
            .Where(name => !Words.Contains(name.Value) && !IsCall(bare, name))
            .Select(name => name.Value)
            .Distinct(StringComparer.Ordinal);
    }

    private static bool IsCall(string text, Match name) => text.AsSpan(name.Index + name.Length).TrimStart().StartsWith("(");

    [GeneratedRegex(@"""(?:[^""\\]|\\.)*""|'(?:[^'\\]|\\.)*'")]
    private static partial Regex Texts();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Matchers();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Ranges();

    // Variables of Grafana stand where times and intervals do.
    [GeneratedRegex(@"\$\w+|\$\{\w+(?::\w+)?\}")]
    private static partial Regex Variables();

    [GeneratedRegex(@"\b(?:by|without|on|ignoring|group_left|group_right)\b\s*(?:\([^)]*\))?")]
    private static partial Regex Lists();

    [GeneratedRegex(@"(?<![\w:.])[a-zA-Z_:][a-zA-Z0-9_:]*")]
    private static partial Regex Names();
}
