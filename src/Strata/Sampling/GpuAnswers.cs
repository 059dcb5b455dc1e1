using System.Collections.Immutable;

namespace Strata.Sampling;

/// <summary>What the driver's library told last, as the agent's sampler has it.</summary>
/// <param name="Code">Return code of the last start of the library.</param>
/// <param name="Driver">The driver; null until it answered.</param>
/// <param name="Gpus">The GPUs with their last answers.</param>
/// <param name="Trends">What was seen of them over the last minutes; a GPU without is missing.</param>
public sealed record GpuAnswers(int Code, DriverIdentity? Driver, ImmutableArray<GpuStatus> Gpus, ImmutableArray<GpuTrend> Trends)
{
    /// <summary>What was seen of a GPU over the last minutes.</summary>
    public GpuTrend? TrendOf(GpuStatus gpu) => Trends.FirstOrDefault(trend => trend.Uuid == gpu.Identity?.Uuid);
}
