using System.Collections.Immutable;

namespace Strata.Sampling.History;

/// <summary>What one GPU did over a window of time.</summary>
public sealed record GpuTrace
{
    /// <summary>Power in watts.</summary>
    public required Curve Power { get; init; }

    /// <summary>Temperature in degrees Celsius.</summary>
    public required Curve Temperature { get; init; }

    /// <summary>Part of the time in which a kernel ran, 0 to 1.</summary>
    public required Curve Utilization { get; init; }

    /// <summary>Memory in use in bytes.</summary>
    public required Curve MemoryUsed { get; init; }

    /// <summary>States, oldest first.</summary>
    public required ImmutableArray<StateBucket> States { get; init; }

    /// <summary>Part of the ticks in which it answered, 0 to 1; null when nobody asked.</summary>
    public required double? Answered { get; init; }

    /// <summary>Part of the told ticks in which each reason held the clocks back, highest first; what never did is left out.</summary>
    public required ImmutableArray<(ClockReasons Reason, double Share)> Reasons { get; init; }

    /// <summary>Part of the told ticks in each performance state, highest first.</summary>
    public required ImmutableArray<(int State, double Share)> PerformanceStates { get; init; }
}
