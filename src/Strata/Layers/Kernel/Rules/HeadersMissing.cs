using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Kernel.Actions;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Rules;

/// <summary>No headers for the kernel the module should be built for.</summary>
public sealed class HeadersMissing : BuildFailureRule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Kernel, 50),
        "dkms-build-failed-headers-missing",
        "The nvidia module was not built: the headers of the kernel are not installed",
        "A kernel module is compiled against the headers of exactly one kernel. Without them DKMS skips the kernel, often without an error, and the kernel starts without the driver.")
    {
        DependsOn = ["kernel-headers-package-not-available"],
        Reference = "dkms(8); /etc/kernel/postinst.d/dkms",
    };

    /// <inheritdoc/>
    protected override ImmutableArray<BuildCause> Causes => [BuildCause.HeadersMissing];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var told = base.Judge(snapshot);
        return told is Verdict.FoundVerdict ? told : OnDisk(snapshot);
    }

    /// <inheritdoc/>
    protected override IEnumerable<PlanAction> Fixes(Snapshot snapshot, BuildVerdict build) => Mend(snapshot, build.Kernel ?? snapshot.Kernel.Running.Or(null));

    private static IEnumerable<PlanAction> Mend(Snapshot snapshot, string? kernel)
    {
        var distribution = snapshot.Platform.Distribution.Or(null);
        yield return InstallHeaders.For(distribution, kernel);
        yield return BuildModule.For(snapshot, kernel);
        if (FollowKernelHeaders.For(distribution, kernel) is { } follow)
        {
            yield return follow;
        }
    }

    // DKMS knows the driver, the running kernel has no module of it and no headers.
    private Verdict OnDisk(Snapshot snapshot)
    {
        var facts = snapshot.Kernel;
        if (!snapshot.Origin.IsWholeMachine || snapshot.Bus.Gpus.IsEmpty || ModuleStanding.IsLoaded(snapshot) || !facts.Dkms.Or([]).Any()
            || facts.Kernel(facts.Running.Or(null)) is not { } kernel || kernel.Headers.Or(otherwise: true) || !kernel.Modules.IsKnown || !kernel.Modules.Or([]).IsEmpty)
        {
            return Verdict.Quiet;
        }
        return Verdict.Found(Find(State.Fault, Repair.ConfigFix, [kernel.Headers.Source, facts.Dkms.Or([])[0].Source], Mend(snapshot, kernel.Release)) with
        {
            Title = $"{Info.Title} (kernel {kernel.Release})",
        });
    }
}
