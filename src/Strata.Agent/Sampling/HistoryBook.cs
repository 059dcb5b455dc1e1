using Strata.Metrics;
using Strata.Sampling.History;

namespace Strata.Agent.Sampling;

/// <summary>The last hour, written by the sampler and read by the page.</summary>
internal sealed class HistoryBook
{
    private readonly Lock _lock = new();
    private readonly SampleHistory _history = new();

    public void Add(HostSample sample)
    {
        lock (_lock)
        {
            _history.Add(sample);
        }
    }

    public HistoryWindow Window(DateTimeOffset end, int buckets)
    {
        lock (_lock)
        {
            return _history.Window(end, buckets);
        }
    }
}
