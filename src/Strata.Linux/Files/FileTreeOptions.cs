namespace Strata.Linux.Files;

/// <summary>Limits of reading a directory tree.</summary>
public sealed record FileTreeOptions
{
    /// <summary>Largest text file that is read.</summary>
    public int MostTextBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Most names that are listed of one directory.</summary>
    public int MostNames { get; init; } = 100_000;

    /// <summary>How long one read may take before it is abandoned.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many abandoned reads may hang at the same time before no further one is started.</summary>
    public int MostAbandoned { get; init; } = 16;

    /// <summary>What hangs already; shared by trees that are opened one after the other.</summary>
    public HangBook Hanging { get; init; } = new();

    /// <summary>Resolve paths in this process even where the kernel could.</summary>
    public bool WalkPaths { get; init; }
}
