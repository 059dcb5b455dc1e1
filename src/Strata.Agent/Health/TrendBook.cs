using System.Collections.Immutable;
using Strata.Sampling;

namespace Strata.Agent.Health;

/// <summary>What the last minutes showed of each GPU, written by the sampler and read by doctor.</summary>
internal sealed class TrendBook(TimeProvider clock)
{
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly GpuTrends _trends = new(Span);
    private readonly long _start = clock.GetTimestamp();

    /// <summary>Takes the samples of a tick.</summary>
    public void Add(ImmutableArray<GpuStatus> gpus)
    {
        lock (_lock)
        {
            _trends.Add(gpus, clock.GetElapsedTime(_start));
        }
    }

    /// <summary>What was seen of these GPUs.</summary>
    public ImmutableArray<GpuTrend> Of(ImmutableArray<GpuStatus> gpus)
    {
        lock (_lock)
        {
            return _trends.Of(gpus);
        }
    }
}
