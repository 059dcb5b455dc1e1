using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Driver;

/// <summary>Tells an error that is over from one that still binds the GPU.</summary>
internal static class Aftermath
{
    /// <summary>
    /// Weight of an error that only the log tells: a fault, unless the driver says now that the GPU works and wants no
    /// recovery. In a pasted text nobody knows which came first.
    /// </summary>
    public static State Of(Snapshot snapshot, PciAddress? gpu) =>
        snapshot.Origin.Kind != OriginKind.Text && snapshot.Driver.NvmlWorks && IsSound(snapshot.Driver, gpu) ? State.Warning : State.Fault;

    /// <summary>True when the GPU, or every GPU where none is named, says that it wants no recovery.</summary>
    public static bool IsSound(DriverFacts driver, PciAddress? gpu)
    {
        var asked = driver.Gpus.Or([]).Where(state => gpu is null || state.Address?.Slot == gpu.Value.Slot).ToList();
        return asked.Count > 0 && asked.TrueForAll(state => state.Is("GPU Recovery Action", "None")
            || (!state.Field("GPU Recovery Action").IsKnown && state.Is("GPU Reset Status/Reset Required", "No")));
    }
}
