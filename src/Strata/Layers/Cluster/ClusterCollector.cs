using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Cluster;

/// <summary>Reads the cluster layer.</summary>
public static class ClusterCollector
{
    /// <summary>Collects the facts.</summary>
    public static ClusterFacts Collect(IMachine machine, LogFacts log) => new();
}
