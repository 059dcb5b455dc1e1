using Strata.Judging;
using Strata.Layers.Kernel.Actions;
using Strata.Layers.Platform.Actions;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Rules;

/// <summary>A kernel image has no initial RAM disk.</summary>
public sealed class KernelWithoutInitrd : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Kernel, 71),
        "kernel-image-without-initrd",
        "A kernel is installed without its initial RAM disk and may not boot",
        "Where a DKMS build fails while a kernel package is configured, the hook that makes the initial RAM disk never runs: the image is in /boot, the disk is not, and the links already point to it.")
    {
        DependsOn =
        [
            "dkms-build-failed-headers-incomplete", "dkms-build-failed-compiler-mismatch", "dkms-build-failed-kernel-api-changed", "dkms-build-failed", "kernel-package-half-configured",
        ],
        Reference = "order of /etc/kernel/postinst.d on Debian and Ubuntu",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var kernels = snapshot.Kernel.Installed.Or([]);
        if (!snapshot.Origin.IsWholeMachine || !kernels.Any(kernel => kernel.Initrd.Or(otherwise: false)))
        {
            return Verdict.Quiet.UnlessUnread(snapshot, "whether each kernel has its initial RAM disk", kernels.Select(kernel => kernel.Image));
        }
        var next = snapshot.Kernel.NextBoot.Or(null);
        var distribution = snapshot.Platform.Distribution.Or(null);
        return Verdict.Found(kernels.Where(kernel => kernel.Image.Or(otherwise: false) && kernel.Initrd.TryGet(out var present) && !present).Select(kernel => Find(
            kernel.Release == next && kernel.Release != snapshot.Kernel.Running.Or(null) ? State.Fault : State.Warning,
            Repair.ConfigFix,
            [kernel.Image.Source, kernel.Initrd.Source],
            [
                .. distribution?.UsesApt is true ? [PlanAction.Safe("Finish the half-configured packages; a failing DKMS module must be removed or fixed first", "dpkg", "--configure", "-a")] : Array.Empty<PlanAction>(),
                .. RebuildInitramfs.Create(distribution, kernel.Release),
            ]) with
        {
            Subject = kernel.Release,
            Title = kernel.Release == next ? $"Kernel {kernel.Release} boots next and has no initial RAM disk" : $"Kernel {kernel.Release} has no initial RAM disk",
        }));
    }
}
