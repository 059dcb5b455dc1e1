using Strata.Judging;
using Strata.Layers.Kernel.Actions;
using Strata.Layers.Platform.Actions;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Rules;

/// <summary>No nvidia module exists for the running kernel.</summary>
public sealed class NvidiaModuleMissing : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Kernel, 10),
        "module-missing-for-running-kernel",
        "No nvidia kernel module exists for the running kernel",
        "User space of the driver needs a module built for exactly this kernel. A kernel update without headers, a driver installed without its module package, or a failed build leaves none; nouveau may then take the GPU.")
    {
        DependsOn =
        [
            "dkms-build-failed-headers-missing", "dkms-build-failed-headers-incomplete", "dkms-build-failed-compiler-mismatch", "dkms-build-failed-kernel-api-changed",
            "dkms-build-failed", "kernel-headers-package-not-available", "driver-not-installed-on-host", "apt-driver-branch-conflict", "apt-mixed-repositories",
        ],
        Reference = "modprobe(8); lspci -k reads modules.alias of the running kernel",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var evidence = ModuleStanding.Missing(snapshot);
        if (evidence.IsEmpty)
        {
            var matters = !ModuleStanding.IsLoaded(snapshot) && !snapshot.Bus.HostGpus.IsEmpty && ModuleStanding.WasInstalled(snapshot);
            return Verdict.Quiet.UnlessUnread(snapshot, "whether the running kernel has an nvidia module", snapshot.Kernel.RunningModules, matters);
        }
        if (!ModuleStanding.OfRunfile(snapshot).IsEmpty && ModuleStanding.LacksDkms(snapshot))
        {
            return Verdict.Quiet;
        }
        var release = snapshot.Kernel.Running.Or(null);
        var distribution = snapshot.Platform.Distribution.Or(null);
        var gone = release is not null && snapshot.Origin.IsWholeMachine && snapshot.Kernel.Installed.IsKnown && snapshot.Kernel.Kernel(release) is null;
        var fixes = gone
            ? [RestartHost.Because("Reboot into an installed kernel: the running one has been removed from the disk")]
            : InstallModule.For(snapshot, release, snapshot.Userspace.Version.Or(null), ModuleStanding.UsesDkms(snapshot));
        return Verdict.Found(Find(State.Fault, gone ? Repair.Reboot : Repair.ConfigFix, evidence, fixes) with
        {
            Title = release is null ? Info.Title : $"No nvidia kernel module exists for the running kernel {release}",
            Why = gone ? "The running kernel has been removed or replaced on disk, so its modules are gone; the next boot uses another kernel." : Info.Why,
        });
    }
}
