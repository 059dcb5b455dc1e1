using System.Collections.Immutable;
using Strata.Judging;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Fabric.Rules;

/// <summary>Fabric Manager lacks the way to the switches of an NVLink 5 baseboard.</summary>
public sealed class NvLink5SwitchesNotReached : Rule
{
    private const string Package = "nvlsm";

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Fabric, 100), "nvlink5-switches-not-reached",
        "NVLink 5: the way to the switches is missing (ib_umad or nvlsm)",
        "The switches of B200 and B300 baseboards are managed through InfiniBand devices by the NVLink subnet manager (nvlsm), which Fabric Manager starts. Without the module ib_umad or the package nvlsm the switches stay unconfigured: nvidia-smi looks healthy, the fabric state stays In Progress and CUDA fails with 802.")
    {
        Reference = "NVIDIA Fabric Manager user guide, systems with fourth generation NVSwitches; NVIDIA/gpu-operator#2781; spectrocloud/CanvOS#700",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [FabricSigns.PortModuleMissing, FabricSigns.ManagerDone];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var fabric = snapshot.Fabric;
        var refused = snapshot.Log.Current(FabricSigns.PortModuleMissing);
        var done = snapshot.Log.Current(FabricSigns.ManagerDone);
        if (fabric.IsReady || (!refused.IsEmpty && !done.IsEmpty && done[^1].Order > refused[^1].Order))
        {
            return Verdict.Quiet;
        }
        var waits = FabricEvidence.NotReady(snapshot);
        if (!refused.IsEmpty)
        {
            return Verdict.Found(Make(refused.Select(hit => hit.Source).Concat(waits), refused[^1]["module"], lacksPackage: false));
        }
        if (fabric.Kind.Or(FabricKind.Unknown) != FabricKind.NvLink5 || waits.IsEmpty || !snapshot.Origin.IsWholeMachine || IsGuest(snapshot))
        {
            return Verdict.Quiet;
        }
        var packages = snapshot.Userspace.Packages;
        var lacksPackage = packages.TryGet(out var list) && !list.IsEmpty && !list.Any(package => package.IsInstalled && package.Name == Package);
        if (fabric.ReachesPorts.TryGet(out var reaches) && (!reaches || lacksPackage))
        {
            return Verdict.Found(Make([.. waits, reaches ? packages.Source : fabric.ReachesPorts.Source], reaches ? "" : "ib_umad", lacksPackage));
        }
        return reaches && packages.IsKnown
            ? Verdict.Quiet
            : Verdict.Unknown("the GPUs wait for the fabric, and whether ib_umad and nvlsm are there could not be read");
    }

    // The switches of a guest belong to its host.
    private static bool IsGuest(Snapshot snapshot) => snapshot.Platform.Hypervisor.TryGet(out var hypervisor) && hypervisor != "none";

    private Finding Make(IEnumerable<Source> evidence, string module, bool lacksPackage)
    {
        var steps = new List<PlanAction>();
        if (module.Length > 0)
        {
            steps.Add(PlanAction.Safe("Load the module through which the switches are reached.", "modprobe", module));
            steps.Add(PlanAction.ByHand($"Load it at every boot: write {module} into /etc/modules-load.d/nvidia-fabricmanager.conf. Where modprobe does not find it, install the extra modules of this kernel.", needsRoot: true));
        }
        if (lacksPackage)
        {
            steps.Add(PlanAction.ByHand("Install the package nvlsm from the repository that Fabric Manager came from.", needsRoot: true));
        }
        steps.Add(PlanAction.Safe("Start Fabric Manager again.", "systemctl", "restart", "nvidia-fabricmanager.service"));
        return Find(State.Fault, Repair.ConfigFix, evidence, [.. steps]) with { Subject = "nvidia-fabricmanager.service" };
    }
}
