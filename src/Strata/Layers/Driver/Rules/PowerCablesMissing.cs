using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Layers.Driver.Xid;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Rules;

/// <summary>The board gets no auxiliary power.</summary>
public sealed class PowerCablesMissing : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 230), "gpu-power-cables-missing",
        "The GPU's power plug is missing or loose",
        "The board senses that an auxiliary power plug carries nothing, so the driver refuses to start it. A cable of the wrong pinout (EPS instead of PCIe, or the other way round) looks the same.")
    {
        Reference = "open-gpu-kernel-modules 595: osinit.c NV_ERR_INSUFFICIENT_POWER; Xid 54; NVML 8",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [DriverSigns.PowerCables, XidSigns.Driver];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var told = snapshot.Log.Current(DriverSigns.PowerCables).Select(hit => (Gpu: PciAddress.Parse(hit["gpu"]), hit.Source))
            .Concat(snapshot.Driver.CurrentXids.Where(item => item.Code == 54).Select(item => (item.Gpu, item.Source)))
            .Concat(snapshot.Driver.NvmlFailures.Where(failure => failure.Code == NvmlCode.InsufficientPower).Select(failure => (failure.Gpu, failure.Source)));
        return Verdict.Found(told.GroupBy(item => item.Gpu).OrderBy(group => group.Key).Select(group => Find(
            State.Fault, Repair.CheckHardware, group.Select(item => item.Source),
            PlanAction.ByHand("Shut the host down, push every auxiliary power plug of the GPU home and check that the cable is the one the board needs.", Risk.Reboot, "everything on this host while it is off")) with
        {
            Subject = group.Key?.ToString(),
        }));
    }
}
