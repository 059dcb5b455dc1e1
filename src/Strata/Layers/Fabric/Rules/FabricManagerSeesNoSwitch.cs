using System.Collections.Immutable;
using Strata.Judging;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Fabric.Rules;

/// <summary>The GPUs wait for a fabric whose switches this system cannot see.</summary>
public sealed class FabricManagerSeesNoSwitch : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Fabric, 40), "fabric-manager-sees-no-switch",
        "The GPUs wait for the fabric, and Fabric Manager sees no switch",
        "These GPUs are part of a fabric and CUDA waits for it, but Fabric Manager finds no switch to configure. In a virtual machine the switches belong to the host: its Fabric Manager has to activate the partition. On an NVLink 5 machine the switches are reached through InfiniBand devices, and the start script misses them until mlx5_core and ib_umad are loaded and nvlsm is installed. In a rack system the tray in the middle manages them.")
    {
        DependsOn = ["nvlink5-switches-not-reached", "nvlink5-error-follow-causing-xid"],
        Reference = "nvidia-fabricmanager-start.sh; NVIDIA/gpu-operator#2781",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [FabricSigns.NothingToDo, FabricSigns.PreNvl5];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var nothing = snapshot.Log.Current(FabricSigns.NothingToDo);
        var waits = FabricEvidence.NotReady(snapshot);
        var isRack = snapshot.Fabric.Kind.Or(FabricKind.Unknown) == FabricKind.NvLink5Rack;
        if ((nothing.IsEmpty && !isRack) || waits.IsEmpty || snapshot.Fabric.IsReady)
        {
            return Verdict.Quiet;
        }
        var evidence = nothing.Concat(snapshot.Log.Current(FabricSigns.PreNvl5)).Select(hit => hit.Source).Concat(waits);
        return Verdict.Found(Find(State.Fault, Repair.ConfigFix, evidence, Steps(snapshot)) with
        {
            Title = isRack ? "The GPUs wait for the fabric, which the switch trays of the rack manage" : Info.Title,
            Confidence = Confidence.Likely,
        });
    }

    private static IEnumerable<PlanAction> Steps(Snapshot snapshot)
    {
        var isGuest = snapshot.Platform.Hypervisor.TryGet(out var hypervisor) && hypervisor != "none";
        if (snapshot.Fabric.Kind.Or(FabricKind.Unknown) == FabricKind.NvLink5Rack)
        {
            yield return PlanAction.ByHand("Have the switch trays checked (their fabric manager, the partition of this host, the cables of this tray); nothing on this host configures them.");
            yield return PlanAction.Look("See the links of every GPU.", "nvidia-smi", "nvlink", "-s");
            yield break;
        }
        if (!isGuest && snapshot.Fabric.Kind.Or(FabricKind.Unknown) != FabricKind.NvSwitch)
        {
            yield return PlanAction.Safe("On NVLink 5: load the module through which the switches are reached.", "modprobe", "ib_umad");
            yield return PlanAction.Safe("Then start Fabric Manager again; it needs the package nvlsm beside it.", "systemctl", "restart", "nvidia-fabricmanager.service");
        }
        yield return PlanAction.Look("See whether switches are on the bus of this system.", "lspci", "-nn", "-d", "10de::0680");
        yield return PlanAction.ByHand("In a virtual machine: have the provider activate the fabric partition of this guest, or restart it on another host.");
    }
}
