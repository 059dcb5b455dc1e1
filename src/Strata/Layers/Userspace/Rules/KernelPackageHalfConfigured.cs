using System.Collections.Immutable;
using Strata.Judging;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Userspace.Rules;

/// <summary>A kernel or driver package is not configured.</summary>
public sealed class KernelPackageHalfConfigured : Rule
{
    private static readonly LogSign HookFailed = new("/etc/kernel/postinst.d/dkms exited", @"/etc/kernel/postinst\.d/dkms exited with return code (?<code>\d+)")
    {
        Samples = ["run-parts: /etc/kernel/postinst.d/dkms exited with return code 11"],
    };

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Userspace, 50),
        "kernel-package-half-configured",
        "A kernel package is half-configured: the next boot may fail",
        "The kernel's package runs DKMS while it is configured. When a module does not build, the package stays half-configured, and the step that writes the initial RAM disk never runs; the links already point to the new kernel.")
    {
        DependsOn =
        [
            "dkms-build-failed-headers-missing", "dkms-build-failed-headers-incomplete", "dkms-build-failed-compiler-mismatch", "dkms-build-failed-kernel-api-changed", "dkms-build-failed",
        ],
        Reference = "dpkg(1) states; order of /etc/kernel/postinst.d",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => [HookFailed];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var broken = snapshot.Userspace.Packages.Or([]).Where(package => PackageRole.IsKernelImage(package.Name) && package.Status.Length >= 2 && package.Status[0] is 'i' or 'h' && package.Status[1] is 'F' or 'U' or 'H').ToList();
        var hook = snapshot.Log.Current(HookFailed);
        if (broken.Count == 0 && hook.IsEmpty)
        {
            return Verdict.Quiet;
        }
        return Verdict.Found(Find(
            State.Fault,
            Repair.ConfigFix,
            [.. broken.Select(package => package.Source), .. hook.Select(hit => hit.Source)],
            PlanAction.Look("See which DKMS module fails", "dkms", "status"),
            PlanAction.ByHand("Fix that module, or take it out for now: dkms remove MODULE/VERSION --all", needsRoot: true),
            PlanAction.Safe("Finish the configuration; this also writes the initial RAM disk", "dpkg", "--configure", "-a")) with
        {
            Title = broken.Count == 0 ? Info.Title : $"Package {broken[0].Name} is half-configured: the next boot may fail",
        });
    }
}
