namespace Strata.Judging;

/// <summary>One run of doctor by the agent.</summary>
/// <param name="At">When it ended.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Report">What it found.</param>
public sealed record HealthCheck(DateTimeOffset At, TimeSpan Took, Report Report);
