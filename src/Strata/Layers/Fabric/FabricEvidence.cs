using System.Collections.Immutable;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Fabric;

/// <summary>Traces of a fabric that is not ready, from every place that can tell.</summary>
internal static class FabricEvidence
{
    /// <summary>CUDA's refusals with 802 and GPUs that wait for the fabric.</summary>
    public static ImmutableArray<Source> NotReady(Snapshot snapshot) =>
    [
        .. CudaRefusals(snapshot),
        .. snapshot.Fabric.States.Where(state => state.State.Or("") is "In Progress" or "Not Started").Select(state => state.State.Source),
        .. snapshot.Fabric.States.IsEmpty ? snapshot.Log.Current(FabricSigns.StateWaits).Select(hit => hit.Source) : [],
    ];

    /// <summary>CUDA's refusals with 802.</summary>
    public static ImmutableArray<Source> CudaRefusals(Snapshot snapshot) =>
    [
        .. snapshot.Log.Current(FabricSigns.SystemNotReady, FabricSigns.SystemNotReadyName, FabricSigns.SystemNotReadyRuntime, FabricSigns.Error802)
            .Select(hit => hit.Source).DistinctBy(source => (source.Name, source.Line)),
    ];

    /// <summary>True when something tells that the GPUs are joined by switches.</summary>
    public static bool HasFabric(Snapshot snapshot) =>
        snapshot.Fabric.Kind.Or(FabricKind.Unknown) is FabricKind.NvSwitch or FabricKind.NvLink5 or FabricKind.NvLink5Rack || snapshot.Fabric.Waits || snapshot.Log.Has(FabricSigns.StateWaits);
}
