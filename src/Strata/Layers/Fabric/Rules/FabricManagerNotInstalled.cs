using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Fabric.Actions;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Fabric.Rules;

/// <summary>An NVSwitch machine has no Fabric Manager.</summary>
public sealed class FabricManagerNotInstalled : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Fabric, 20), "fabric-manager-not-installed",
        "The NVSwitch fabric is not set up: Fabric Manager is not there",
        "On machines with NVSwitch CUDA waits until Fabric Manager has configured the switches and the GPUs have joined. Without it nvidia-smi looks healthy and every CUDA program fails with 802, system not yet initialized. This is neither a CUDA nor a PyTorch problem.")
    {
        DependsOn = ["fabric-manager-version-mismatch", "fabric-manager-failed", "fabric-manager-sees-no-switch", "nvlink5-switches-not-reached", "nvlink5-error-follow-causing-xid"],
        Reference = "CUDA error 802; NVIDIA Fabric Manager user guide",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = FabricSigns.All;

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var waits = FabricEvidence.NotReady(snapshot);
        var missing = snapshot.Log.Current(FabricSigns.ManagerUnknown).Select(hit => hit.Source).ToList();
        var fabric = snapshot.Fabric;
        if (fabric.Manager.IsAbsent)
        {
            missing.Add(fabric.Manager.Source);
        }
        if (snapshot.Log.HasAny(FabricSigns.ManagerMismatch, FabricSigns.NothingToDo, FabricSigns.ManagerDone) || fabric.Manager.IsKnown
            || fabric.Kind.Or(FabricKind.Unknown) is FabricKind.None or FabricKind.NvLink5Rack || fabric.IsReady
            || (waits.IsEmpty && (missing.Count == 0 || !(fabric.SeesSwitches.Or(otherwise: false) || IsTold(snapshot)))))
        {
            return Verdict.Quiet;
        }
        var isSure = missing.Count > 0 || FabricEvidence.HasFabric(snapshot);
        return Verdict.Found(Find(
            waits.IsEmpty && !IsTold(snapshot) ? State.Warning : State.Fault, Repair.ConfigFix, waits.Concat(missing),
            InstallFabricManager.Steps(snapshot.Platform.Distribution.Or(null), snapshot.Driver.LoadedVersion.Or(null))) with
        {
            Confidence = isSure ? Confidence.Certain : Confidence.Likely,
            Why = isSure ? Info.Why : Info.Why + " On a machine without NVSwitch 802 is rare: newer drivers fail so with heterogeneous memory management, which uvm_disable_hmm=1 switches off.",
        });
    }

    private static bool IsTold(Snapshot snapshot) => snapshot.Origin.Kind == OriginKind.Text && snapshot.Log.HasAny(FabricSigns.SwitchedMachine.AsSpan());
}
