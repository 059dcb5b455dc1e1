using Strata.Snapshots;

namespace Strata.Layers.Container;

/// <summary>Facts of container engines, toolkit and CDI.</summary>
public sealed record ContainerFacts
{
    /// <summary>What these facts say of the layer.</summary>
    public LayerDescription Describe() => new(Standing.Unknown, "not read");
}
