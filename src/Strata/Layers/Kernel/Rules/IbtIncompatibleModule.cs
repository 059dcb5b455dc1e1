using Strata.Judging;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Rules;

/// <summary>The kernel enforces Indirect Branch Tracking and the driver has no landing marks.</summary>
public sealed class IbtIncompatibleModule : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Kernel, 32),
        "kernel-ibt-incompatible-module",
        "The kernel enforces Indirect Branch Tracking, and this driver release lacks ENDBR marks",
        "On Intel processors that have the feature, a kernel built with X86_KERNEL_IBT stops when an indirect call lands on code without an ENDBR instruction. Older releases of the driver were built without them.")
    {
        Reference = "arch/x86/kernel/cet.c; NVIDIA/open-gpu-kernel-modules issue 256",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var hits = snapshot.Log.Current(KernelSigns.MissingEndbr).Where(hit => hit["module"].Length == 0 || hit["module"].StartsWith("nvidia", StringComparison.Ordinal)).ToList();
        var told = snapshot.Log.Current(KernelSigns.ToldNoEndbr, KernelSigns.ToldIbtOff);
        if ((hits.Count == 0 && told.IsEmpty) || (snapshot.Origin.IsWholeMachine && ModuleStanding.Works(snapshot)))
        {
            return Verdict.Quiet;
        }
        return Verdict.Found(Find(
            State.Fault,
            Repair.ConfigFix,
            hits.Concat(told).Select(hit => hit.Source),
            [
                .. Actions.InstallDriver.For(snapshot.Platform.Distribution.Or(null), DriverWish.Of(snapshot), "Install a newer driver: its code has the marks"),
                PlanAction.ByHand("Until then boot with the kernel parameter ibt=off", Risk.Reboot, "everything on this host during the reboot", needsRoot: true),
            ]) with
        {
            Confidence = hits.Count > 0 ? Confidence.Certain : Confidence.Likely,
        });
    }
}
