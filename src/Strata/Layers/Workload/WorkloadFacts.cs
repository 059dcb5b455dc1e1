using Strata.Snapshots;

namespace Strata.Layers.Workload;

/// <summary>Facts of CUDA programs and engines.</summary>
public sealed record WorkloadFacts
{
    /// <summary>What these facts say of the layer.</summary>
    public LayerDescription Describe() => new(Standing.Unknown, "not read");
}
