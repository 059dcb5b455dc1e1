namespace Strata.Metrics;

/// <summary>How the ticks of the sampler go: a tick asks the driver for a sample of every GPU.</summary>
public sealed record TickHealth
{
    /// <summary>Time between two ticks.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>Ticks since the agent started.</summary>
    public long Count { get; init; }

    /// <summary>Ticks in which the driver's library did not answer.</summary>
    public long Failed { get; init; }

    /// <summary>Seconds spent in all ticks.</summary>
    public double Seconds { get; init; }

    /// <summary>Seconds that the last tick took.</summary>
    public double LastSeconds { get; init; }

    /// <summary>When the last tick ended; null before the first.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>When the last tick ended in which the driver's library answered; null before the first.</summary>
    public DateTimeOffset? LastGoodAt { get; init; }

    /// <summary>The same after one more tick.</summary>
    /// <param name="took">How long it took.</param>
    /// <param name="at">When it ended.</param>
    /// <param name="isGood">True when the driver's library answered.</param>
    public TickHealth With(TimeSpan took, DateTimeOffset at, bool isGood) => this with
    {
        Count = Count + 1,
        Failed = Failed + (isGood ? 0 : 1),
        Seconds = Seconds + took.TotalSeconds,
        LastSeconds = took.TotalSeconds,
        LastAt = at,
        LastGoodAt = isGood ? at : LastGoodAt,
    };
}
