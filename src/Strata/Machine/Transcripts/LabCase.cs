using System.Collections.Immutable;

namespace Strata.Machine.Transcripts;

/// <summary>A problem written down as a Markdown page: what was seen, and what a report must and must not say of it.</summary>
/// <param name="Name">File name without its extension.</param>
/// <param name="Title">First heading.</param>
/// <param name="Pieces">Fenced blocks, in order.</param>
public sealed record LabCase(string Name, string Title, ImmutableArray<LabPiece> Pieces)
{
    /// <summary>Thread or document that the observation comes from, or <c>synthetic</c>.</summary>
    public string Source { get; init; } = "";

    /// <summary>Slug that the first root cause must have; null when no fault and no warning may be reported.</summary>
    public string? Root { get; init; }

    /// <summary>Slugs that must be among the current findings.</summary>
    public ImmutableArray<string> Finds { get; init; } = [];

    /// <summary>Slugs that must be in the history.</summary>
    public ImmutableArray<string> History { get; init; } = [];

    /// <summary>Slugs, or patterns with a star at either end, of which none may be a current warning or fault.</summary>
    public ImmutableArray<string> Absent { get; init; } = [];

    /// <summary>Slugs, or patterns, of which none may be the first root cause.</summary>
    public ImmutableArray<string> NotRoot { get; init; } = [];

    /// <summary>Verdict the report must have, or null.</summary>
    public string? Verdict { get; init; }

    /// <summary>True when a file or tool that the case does not give is absent, rather than not asked.</summary>
    public bool IsWholeMachine { get; init; }

    /// <summary>Lines of the header that could not be understood.</summary>
    public ImmutableArray<string> Problems { get; init; } = [];

    /// <summary>Whether a slug is named by one of the patterns.</summary>
    public static bool Names(IEnumerable<string> patterns, string slug) => patterns.Any(pattern => Matches(pattern, slug));

    private static bool Matches(string pattern, string slug) => (pattern.StartsWith('*'), pattern.EndsWith('*')) switch
    {
        (true, true) => slug.Contains(pattern.Trim('*'), StringComparison.Ordinal),
        (true, false) => slug.EndsWith(pattern[1..], StringComparison.Ordinal),
        (false, true) => slug.StartsWith(pattern[..^1], StringComparison.Ordinal),
        _ => string.Equals(pattern, slug, StringComparison.Ordinal),
    };
}
