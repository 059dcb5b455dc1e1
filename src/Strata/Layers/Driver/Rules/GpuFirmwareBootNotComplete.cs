using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Driver.Actions;
using Strata.Layers.Platform.Actions;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Rules;

/// <summary>The board's own firmware does not come up.</summary>
public sealed class GpuFirmwareBootNotComplete : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 90), "gpu-firmware-boot-not-complete",
        "The firmware on the board does not finish its start",
        "After power-on the firmware in the board's ROM (GFW) starts by itself and reports progress 0xff when it is done. It stopped before that, so the driver cannot start GSP. Neither another driver nor another module flavour helps; power does, and if not, the board or its ROM is damaged.")
    {
        DependsOn = ["gpu-fallen-off-bus", "gpu-fallen-off-bus-pcie-link-errors", "pci-bar-not-assigned", "vfio-pci-config-space-unreadable"],
        Reference = "open-gpu-kernel-modules 595: kern_gpu_tu102.c, kernel_gsp_tu102.c",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [DriverSigns.GfwBoot, DriverSigns.GfwBootWait];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var hits = snapshot.Log.Current(DriverSigns.GfwBoot, DriverSigns.GfwBootWait);
        if (hits.IsEmpty)
        {
            return Verdict.Quiet;
        }
        var wpr = snapshot.Log.Current(DriverSigns.Wpr2Up);
        return Verdict.Found(Find(
            State.Fault, Repair.PowerCycle, hits.Select(hit => hit.Source),
            RestartHost.PowerCycle(),
            PlanAction.ByHand("If it stays so: reseat the board, connect every power plug, try another slot and remove risers.", Risk.Reboot, "everything on this host while it is off"),
            PlanAction.ByHand("If it stays so in another host too, the board or its VBIOS is damaged: undo a VBIOS flash or have it replaced.")) with
        {
            Subject = StartFailures.OnlyGpu(snapshot),
            AlsoDependsOn = !wpr.IsEmpty && wpr[0].Order < hits[0].Order ? ["gsp-failed-gpu-needs-power-cycle"] : [],
        });
    }
}
