namespace Strata.Machine;

/// <summary>What kind of thing is being read.</summary>
public enum OriginKind
{
    /// <summary>This machine.</summary>
    Live,

    /// <summary>A directory tree of a machine.</summary>
    Root,

    /// <summary>An nvidia-bug-report.log.</summary>
    BugReport,

    /// <summary>Pasted text.</summary>
    Text,
}

/// <summary>Which source a snapshot was made from.</summary>
/// <param name="Kind">Kind of source; for a bundle, of that which it was taken of.</param>
/// <param name="Name">Path, <c>-</c> for standard input, or <c>this machine</c>.</param>
/// <param name="TakenAt">RFC 3339 time at which the source was taken, where it tells.</param>
public sealed record Origin(OriginKind Kind, string Name, string? TakenAt = null)
{
    /// <summary>True when it comes from a bundle made by <c>strata capture</c>.</summary>
    public bool IsBundle { get; init; }

    /// <summary>True when the whole machine could be asked, so that an absent file is an absent thing.</summary>
    public bool IsWholeMachine => Kind is OriginKind.Live or OriginKind.Root;
}
