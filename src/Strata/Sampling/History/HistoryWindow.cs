using System.Collections.Immutable;
using Strata.Judging;

namespace Strata.Sampling.History;

/// <summary>What a host did over a window of time, in stretches of equal length.</summary>
/// <param name="From">Start.</param>
/// <param name="Until">End; the last stretch may not be over yet.</param>
public sealed record HistoryWindow(DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>Seconds spent in the driver's library for one tick, all GPUs together.</summary>
    public required Curve DriverSeconds { get; init; }

    /// <summary>Worst verdict of doctor in each stretch; null where there was none.</summary>
    public required ImmutableArray<Status?> Verdicts { get; init; }

    /// <summary>The GPUs by UUID.</summary>
    public required ImmutableDictionary<string, GpuTrace> Gpus { get; init; }
}
