using System.Collections.Immutable;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Bus;

/// <summary>Facts of the PCI bus.</summary>
public sealed record BusFacts
{
    /// <summary>NVIDIA functions and what shares their slots, groups and ports.</summary>
    public required Reading<ImmutableArray<PciFunction>> Functions { get; init; }

    /// <summary>NVIDIA GPUs, by address; empty when none is known.</summary>
    public ImmutableArray<PciFunction> Gpus => [.. Functions.Or([]).Where(function => function.IsGpu).OrderBy(function => function.Address)];

    /// <summary>What these facts say of the layer.</summary>
    public LayerDescription Describe()
    {
        if (!Functions.IsKnown)
        {
            return new LayerDescription(Standing.Unknown, "the PCI bus could not be read");
        }
        return Gpus.Length == 0
            ? new LayerDescription(Standing.Known, "no NVIDIA GPU")
            : new LayerDescription(Standing.Known, Gpus.Length == 1 ? "1 NVIDIA GPU" : $"{Gpus.Length} NVIDIA GPUs");
    }
}
