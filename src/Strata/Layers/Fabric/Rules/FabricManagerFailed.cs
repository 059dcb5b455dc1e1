using System.Collections.Immutable;
using Strata.Judging;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Fabric.Rules;

/// <summary>Fabric Manager is installed on an NVSwitch machine and does not run.</summary>
public sealed class FabricManagerFailed : Rule
{
    private const string Unit = "nvidia-fabricmanager.service";

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Fabric, 50), "fabric-manager-failed",
        "Fabric Manager does not run on a machine with NVSwitch",
        "The service is installed but inactive or failed, so the switches are not configured: CUDA fails with 802, or GPUs cannot reach each other. Its own log says why it ended.")
    {
        DependsOn =
        [
            "fabric-manager-version-mismatch", "fabric-manager-not-applicable", "fabric-manager-sees-no-switch", "nvlink5-switches-not-reached", "nvml-driver-not-loaded",
            "gpu-fallen-off-bus", "gpu-fallen-off-bus-pcie-link-errors", "nvlink5-error-follow-causing-xid",
        ],
        Reference = "NVIDIA Fabric Manager user guide",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [FabricSigns.ManagerFailed, FabricSigns.ManagerDone];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var fabric = snapshot.Fabric;
        var failed = snapshot.Log.Current(FabricSigns.ManagerFailed);
        var done = snapshot.Log.Current(FabricSigns.ManagerDone);
        var isDown = fabric.Manager.TryGet(out var unit) ? !unit.IsActive : !failed.IsEmpty && (done.IsEmpty || done[^1].Order < failed[^1].Order);
        var matters = !FabricEvidence.NotReady(snapshot).IsEmpty || fabric.SeesSwitches.Or(otherwise: false)
            || (fabric.Kind.Or(FabricKind.Unknown) == FabricKind.Unknown && !failed.IsEmpty && !snapshot.Log.Has(FabricSigns.NothingToDo));
        if (failed.IsEmpty && done.IsEmpty && fabric.Manager.IsUnreadable && fabric.States.IsEmpty && fabric.SeesSwitches.Or(otherwise: false))
        {
            return Verdict.Unknown("the machine has NVSwitches, and whether Fabric Manager runs could not be read");
        }
        if (!isDown || !matters || fabric.IsReady || fabric.Kind.Or(FabricKind.Unknown) is FabricKind.None or FabricKind.NvLink5Rack)
        {
            return Verdict.Quiet;
        }
        var evidence = failed.Select(hit => hit.Source).Concat(fabric.Manager.IsKnown ? [fabric.Manager.Source] : []).Concat(FabricEvidence.NotReady(snapshot));
        return Verdict.Found(Find(
            State.Fault, Repair.RestartService, evidence,
            PlanAction.Look("See why it ended.", "journalctl", "-b", "-u", Unit, "-n", "50"),
            PlanAction.Safe("Start it now and at every boot.", "systemctl", "enable", "--now", Unit)) with
        {
            Subject = Unit,
            Confidence = FabricEvidence.HasFabric(snapshot) ? Confidence.Certain : Confidence.Likely,
        });
    }
}
