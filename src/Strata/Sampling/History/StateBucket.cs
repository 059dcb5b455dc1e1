namespace Strata.Sampling.History;

/// <summary>The states of a GPU in one stretch of time.</summary>
/// <param name="Answered">Ticks that it answered.</param>
/// <param name="Silent">Ticks that it did not answer.</param>
/// <param name="Reasons">Every reason that held its clocks back; null when the driver told none.</param>
/// <param name="Fastest">Lowest number of its performance state; null when the driver told none.</param>
/// <param name="Slowest">Highest number of its performance state.</param>
public readonly record struct StateBucket(int Answered, int Silent, ClockReasons? Reasons, int? Fastest, int? Slowest)
{
    /// <summary>True when nobody asked.</summary>
    public bool IsGap => Answered + Silent == 0;
}
