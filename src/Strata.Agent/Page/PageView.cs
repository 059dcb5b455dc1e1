using System.Collections.Immutable;
using Strata.Metrics;
using Strata.Sampling;
using Strata.Sampling.History;

namespace Strata.Agent.Page;

/// <summary>Everything that is drawn on the page.</summary>
/// <param name="Host">The last sample of the host.</param>
/// <param name="Past">What was sampled before it.</param>
/// <param name="Events">What happened, in any order.</param>
/// <param name="Now">The time at which somebody looks.</param>
internal sealed record PageView(HostSample Host, HistoryWindow Past, ImmutableArray<HostEvent> Events, DateTimeOffset Now)
{
    /// <summary>The one GPU that the page is about; null for the page of the host.</summary>
    public GpuStatus? Only { get; init; }

    /// <summary>The GPUs that are drawn, in the order of the driver.</summary>
    public ImmutableArray<GpuStatus> Gpus => Only is { } only ? [only] : [.. Host.Gpus.OrderBy(gpu => gpu.Index)];

    /// <summary>What a GPU did before; null when nothing was kept.</summary>
    public GpuTrace? Trace(GpuStatus gpu) => gpu.Identity is { } identity ? Past.Gpus.GetValueOrDefault(identity.Uuid) : null;

    /// <summary>The stretches of a time line on the page of a host: fewer where there are more GPUs, so that the page stays small.</summary>
    public static int Buckets(int gpus) => gpus switch
    {
        1 => 240,
        <= 4 => 120,
        <= 8 => 90,
        _ => 30,
    };
}
