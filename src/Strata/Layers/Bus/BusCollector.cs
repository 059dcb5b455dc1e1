using System.Collections.Immutable;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Bus;

/// <summary>Reads the PCI bus.</summary>
public static class BusCollector
{
    /// <summary>Collects the facts.</summary>
    public static BusFacts Collect(IMachine machine, LogFacts log) => new()
    {
        Functions = Reading.NotLooked<ImmutableArray<PciFunction>>("PCI functions"),
    };
}
