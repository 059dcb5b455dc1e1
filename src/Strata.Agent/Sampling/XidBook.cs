using System.Collections.Immutable;
using Strata.Layers.Bus;
using Strata.Metrics;

namespace Strata.Agent.Sampling;

/// <summary>The ledger of Xids, written by the sampler and by the watch on the kernel's log.</summary>
internal sealed class XidBook(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly XidLedger _ledger = new();

    public void Add(PciAddress address, int code, bool ofKernel)
    {
        lock (_lock)
        {
            _ledger.Add(address, code, ofKernel, clock.GetUtcNow());
        }
    }

    public ImmutableArray<XidCount> Counts()
    {
        lock (_lock)
        {
            return _ledger.Counts();
        }
    }
}
