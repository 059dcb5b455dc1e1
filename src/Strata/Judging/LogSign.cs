using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Strata.Judging;

/// <summary>Who may write a line for it to count.</summary>
public enum SignOrigin
{
    /// <summary>Anyone: an application, a daemon, a tool.</summary>
    Any,

    /// <summary>The kernel only; a line of another program that quotes it does not count.</summary>
    Kernel,
}

/// <summary>A trace that a defect leaves in a log: a literal that a vectorised search can find, and a pattern for its parts.</summary>
public sealed class LogSign
{
    /// <summary>Longest text a pattern is tried on; the rest of a line is cut.</summary>
    public const int LongestLine = 4096;

    private readonly string? _pattern;
    private Regex? _regex;

    /// <summary>Makes a sign.</summary>
    /// <param name="needle">Literal, matched by ordinal, that every line of this kind contains. At least three characters.</param>
    /// <param name="pattern">Expression over the line (and, with <see cref="Span"/>, those after it) with named groups; null when the literal is enough.</param>
    public LogSign(string needle, string? pattern = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(needle.Length, 3);
        Needle = needle;
        _pattern = pattern;
    }

    /// <summary>Literal that every such line contains.</summary>
    public string Needle { get; }

    /// <summary>How many lines the message takes, first line included; they are joined by a blank without their prefixes.</summary>
    public int Span { get; init; } = 1;

    /// <summary>Who may write it.</summary>
    public SignOrigin Origin { get; init; } = SignOrigin.Any;

    /// <summary>Real lines that the sign must match.</summary>
    public ImmutableArray<string> Samples { get; init; } = [];

    /// <summary>Tries the expression; the result carries the named groups.</summary>
    public IReadOnlyDictionary<string, string>? Match(string text)
    {
        if (!text.Contains(Needle, StringComparison.Ordinal))
        {
            return null;
        }
        if (_pattern is null)
        {
            return ImmutableDictionary<string, string>.Empty;
        }
        _regex ??= Build(_pattern);
        var match = _regex.Match(text.Length <= LongestLine ? text : text[..LongestLine]);
        return match.Success ? Groups(match) : null;
    }

    // No time limit: the same bytes must give the same report on a busy machine. An expression that could try many ways
    // through a hostile line runs on the engine that never goes back, where it has no look-around.
    private static Regex Build(string pattern)
    {
        var options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
        var isLinear = pattern.AsSpan().Count('*') + pattern.AsSpan().Count('+') < 2;
        var looksAround = pattern.Contains("(?=", StringComparison.Ordinal) || pattern.Contains("(?!", StringComparison.Ordinal) || pattern.Contains("(?<=", StringComparison.Ordinal) || pattern.Contains("(?<!", StringComparison.Ordinal);
        return new Regex(pattern, isLinear || looksAround ? options : options | RegexOptions.NonBacktracking);
    }

    private static Dictionary<string, string> Groups(Match match)
    {
        var groups = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Group group in match.Groups)
        {
            if (group.Success && group.Name != "0")
            {
                groups[group.Name] = group.Value;
            }
        }
        return groups;
    }
}
