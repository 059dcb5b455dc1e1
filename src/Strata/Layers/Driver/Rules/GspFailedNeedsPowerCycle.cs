using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Driver.Actions;
using Strata.Layers.Driver.Xid;
using Strata.Layers.Platform.Actions;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Rules;

/// <summary>GSP crashed earlier and cannot be started again without a full reset.</summary>
public sealed class GspFailedNeedsPowerCycle : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 100), "gsp-failed-gpu-needs-power-cycle",
        "The GPU's system processor crashed and is still latched: every new start fails",
        "GSP firmware runs in a protected memory region (WPR2). It crashed or was not shut down, and the region is still up, so every further start is refused. Reloading the module or rebooting warm leaves the region latched; a full reset of the GPU or cutting the power clears it.")
    {
        DependsOn = ["gsp-firmware-file-missing", "gpu-fallen-off-bus", "gpu-fallen-off-bus-pcie-link-errors", "vfio-gpu-stuck-in-d3cold"],
        Reference = "open-gpu-kernel-modules 595: kernel_gsp.c, _kgspBootGspRm",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [DriverSigns.Wpr2Up];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var hits = snapshot.Log.Current(DriverSigns.Wpr2Up);
        if (hits.IsEmpty)
        {
            return Verdict.Quiet;
        }
        var crash = snapshot.Driver.CurrentXids.Where(item => XidRouting.Gsp.Contains(item.Code)).Take(2).Select(item => item.Source);
        var firmware = snapshot.Log.Current(DriverSigns.GfwBoot, DriverSigns.GfwBootWait);
        return Verdict.Found(Find(
            State.Fault, Repair.PowerCycle, hits.Select(hit => hit.Source).Take(4).Concat(crash),
            RestartHost.PowerCycle(),
            PlanAction.Safe("Before that, write a report: what crashed GSP stands only in this boot.", "nvidia-bug-report.sh", "--safe-mode"),
            PlanAction.ByHand("In a virtual machine: power the host off, not the guest; a guest restart keeps the region up.", Risk.Reboot, "everything on the host")) with
        {
            Subject = StartFailures.OnlyGpu(snapshot),
            AlsoDependsOn = !firmware.IsEmpty && firmware[0].Order < hits[0].Order ? ["gpu-firmware-boot-not-complete"] : [],
        });
    }
}
