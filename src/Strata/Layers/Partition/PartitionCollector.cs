using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Partition;

/// <summary>Reads the partition layer.</summary>
public static class PartitionCollector
{
    /// <summary>Collects the facts.</summary>
    public static PartitionFacts Collect(IMachine machine, LogFacts log) => new();
}
