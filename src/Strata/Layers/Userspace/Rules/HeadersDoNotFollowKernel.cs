using Strata.Judging;
using Strata.Layers.Kernel;
using Strata.Layers.Kernel.Actions;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Userspace.Rules;

/// <summary>DKMS builds the driver, and the package that brings headers with each kernel is not installed.</summary>
public sealed class HeadersDoNotFollowKernel : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Userspace, 51),
        "kernel-headers-meta-package-missing",
        "Headers do not come with kernel updates: the next kernel will have no driver",
        "DKMS needs headers for each new kernel. Only a meta package such as linux-headers-amd64 brings them along; without it the hook skips the new kernel without an error.")
    {
        DependsOn = ["next-boot-without-driver", "dkms-build-failed-headers-missing"],
        Reference = "/etc/kernel/postinst.d/dkms",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var distribution = snapshot.Platform.Distribution.Or(null);
        if (!snapshot.Origin.IsWholeMachine || distribution?.UsesApt is not true || !ModuleStanding.UsesDkms(snapshot) || !snapshot.Userspace.Packages.TryGet(out var packages))
        {
            return Verdict.Quiet;
        }
        var meta = packages.Any(package => package.IsInstalled && IsMeta(package.Name));
        var images = packages.Any(package => package.IsInstalled && IsImageMeta(package.Name));
        return meta || !images || FollowKernelHeaders.For(distribution, snapshot.Kernel.Running.Or(null)) is not { } action
            ? Verdict.Quiet
            : Verdict.Found(Find(State.Warning, Repair.ConfigFix, [snapshot.Userspace.Packages.Source, snapshot.Kernel.Dkms.Source], action));
    }

    private static bool IsMeta(string name) =>
        (name.StartsWith("linux-headers-", StringComparison.Ordinal) && !name.Any(char.IsAsciiDigit))
        || name.StartsWith("linux-headers-generic", StringComparison.Ordinal)
        || name is "linux-headers-amd64" or "linux-headers-arm64" or "linux-generic" or "proxmox-default-headers" or "pve-headers"
        || name.StartsWith("linux-generic", StringComparison.Ordinal)
        || (name.StartsWith("proxmox-headers-", StringComparison.Ordinal) && name.Count(c => c == '.') == 1);

    private static bool IsImageMeta(string name) =>
        name is "linux-image-amd64" or "linux-image-arm64" or "proxmox-default-kernel" || name.StartsWith("linux-image-generic", StringComparison.Ordinal);
}
