namespace Strata.Agent.History;

/// <summary>How much of the past is kept.</summary>
internal sealed record HistoryLimits
{
    /// <summary>Events on the disk.</summary>
    public int MostEvents { get; init; } = 100_000;

    /// <summary>Age of an event on the disk.</summary>
    public TimeSpan LongestAge { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Events that no age removes: a clock that jumps ahead must not empty the history.</summary>
    public int LeastEvents { get; init; } = 1_000;

    /// <summary>Size of the file.</summary>
    public long MostBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Newest events in memory, whether written or not.</summary>
    public int MostInMemory { get; init; } = 4_096;

    /// <summary>Events in memory that the disk did not take yet.</summary>
    public int MostWaiting { get; init; } = 20_000;

    /// <summary>Longest time for which it is not on the disk how far the kernel's log was read.</summary>
    public TimeSpan KernelPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest text of an event in characters.</summary>
    public int LongestText { get; init; } = 1_000;
}
