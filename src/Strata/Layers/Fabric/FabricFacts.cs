using Strata.Snapshots;

namespace Strata.Layers.Fabric;

/// <summary>Facts of NVLink, NVSwitch and Fabric Manager.</summary>
public sealed record FabricFacts
{
    /// <summary>What these facts say of the layer.</summary>
    public LayerDescription Describe() => new(Standing.Unknown, "not read");
}
