using Strata.Judging;
using Strata.Layers.Kernel.Actions;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Rules;

/// <summary>A driver installed from the .run file without DKMS has no module for the kernel that runs now.</summary>
public sealed class RunfileModuleMissing : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Kernel, 11),
        "module-missing-for-running-kernel-runfile-without-dkms",
        "The driver's module was built for an older kernel only: a .run installation without DKMS",
        "The .run file puts modules of one kernel under kernel/drivers/video. Nothing builds them again when the kernel is updated, so the new kernel has none.")
    {
        DependsOn = ["dkms-build-failed-headers-missing", "dkms-build-failed-headers-incomplete", "dkms-build-failed-compiler-mismatch", "dkms-build-failed-kernel-api-changed", "dkms-build-failed"],
        Reference = "README of the driver, chapter on installing; module paths of nvidia-installer",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var missing = ModuleStanding.Missing(snapshot);
        var files = ModuleStanding.OfRunfile(snapshot);
        if (missing.IsEmpty || files.IsEmpty || !ModuleStanding.LacksDkms(snapshot))
        {
            return Verdict.Quiet;
        }
        var release = snapshot.Kernel.Running.Or(null);
        var distribution = snapshot.Platform.Distribution.Or(null);
        var old = files[0].Path.Split('/').SkipWhile(part => part != "modules").Skip(1).FirstOrDefault();
        return Verdict.Found(Find(
            State.Fault,
            Repair.ConfigFix,
            [.. missing, files[0].Source, snapshot.Kernel.Running.Source],
            InstallHeaders.For(distribution, release),
            PlanAction.ByHand("Install dkms, then run the same driver's .run file again with --dkms, so that each new kernel gets its module", Risk.Disruptive, "every program that uses a GPU", needsRoot: true),
            PlanAction.ByHand("Or remove the .run installation with nvidia-uninstall and install the distribution's driver packages", Risk.Disruptive, "every program that uses a GPU", needsRoot: true)) with
        {
            Title = $"The driver's module exists for kernel {old} only{(release is null ? "" : $", not for the running {release}")}: .run installation without DKMS",
        });
    }
}
