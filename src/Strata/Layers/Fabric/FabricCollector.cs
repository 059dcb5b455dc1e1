using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Fabric;

/// <summary>Reads the fabric layer.</summary>
public static class FabricCollector
{
    /// <summary>Collects the facts.</summary>
    public static FabricFacts Collect(IMachine machine, LogFacts log) => new();
}
