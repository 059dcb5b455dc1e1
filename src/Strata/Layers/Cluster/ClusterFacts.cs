using Strata.Snapshots;

namespace Strata.Layers.Cluster;

/// <summary>Facts of kubelet and device plugin.</summary>
public sealed record ClusterFacts
{
    /// <summary>What these facts say of the layer.</summary>
    public LayerDescription Describe() => new(Standing.Unknown, "not read");
}
