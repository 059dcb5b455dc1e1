using System.Collections.Immutable;
using Strata.Judging;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Fabric.Rules;

/// <summary>Fabric Manager on a machine that has no NVSwitch.</summary>
public sealed class FabricManagerNotApplicable : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Fabric, 30), "fabric-manager-not-applicable",
        "Fabric Manager has nothing to do here: the machine has no NVSwitch",
        "Fabric Manager configures NVSwitches. It found none and ends with an error, which is all that is wrong: GPUs on PCIe, also with NVLink bridges, work without it, and the switch trays of a GB200 or GB300 rack configure themselves.")
    {
        DependsOn = ["fabric-manager-sees-no-switch", "nvlink5-switches-not-reached"],
        Reference = "nv-fabricmanager texts; NVIDIA/gpu-operator#610",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [FabricSigns.NothingToDo, FabricSigns.NoSwitchSeen, FabricSigns.FabricUnsupported, FabricSigns.ManagerInactive, FabricSigns.ManagerFailed];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var hits = snapshot.Log.Current(FabricSigns.NothingToDo, FabricSigns.FabricUnsupported);
        if (hits.IsEmpty && snapshot.Log.Has(FabricSigns.NoSwitchSeen) && snapshot.Log.Has(FabricSigns.ManagerInactive))
        {
            hits = snapshot.Log.Current(FabricSigns.NoSwitchSeen, FabricSigns.ManagerInactive);
        }
        var fabric = snapshot.Fabric;
        if (!FabricEvidence.NotReady(snapshot).IsEmpty || fabric.SeesSwitches.Or(otherwise: false))
        {
            return Verdict.Quiet;
        }
        var isFailed = fabric.Manager.TryGet(out var unit) && unit.IsFailed;
        if (hits.IsEmpty && !(fabric.Kind.Or(FabricKind.Unknown) is FabricKind.None or FabricKind.NvLink5Rack && (isFailed || snapshot.Log.Has(FabricSigns.ManagerFailed)) && !snapshot.Log.Has(FabricSigns.ManagerMismatch)))
        {
            return Verdict.Quiet;
        }
        var evidence = hits.Select(hit => hit.Source).Concat(snapshot.Log.Current(FabricSigns.ManagerFailed).Select(hit => hit.Source));
        return Verdict.Found(Find(
            State.Warning, Repair.ConfigFix, isFailed ? evidence.Append(fabric.Manager.Source) : evidence,
            PlanAction.Safe("Switch the unit off; nothing needs it on this machine.", "systemctl", "disable", "--now", "nvidia-fabricmanager.service"),
            PlanAction.Look("If this is an HGX or DGX machine after all, see whether its NVSwitches are on the bus.", "lspci", "-nn", "-d", "10de::0680")) with
        {
            Subject = "nvidia-fabricmanager.service",
            Confidence = fabric.Kind.IsKnown ? Confidence.Certain : Confidence.Likely,
        });
    }
}
