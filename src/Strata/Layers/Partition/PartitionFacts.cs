using Strata.Snapshots;

namespace Strata.Layers.Partition;

/// <summary>Facts of MIG and MPS.</summary>
public sealed record PartitionFacts
{
    /// <summary>What these facts say of the layer.</summary>
    public LayerDescription Describe() => new(Standing.Unknown, "not read");
}
