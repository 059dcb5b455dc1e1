using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Kernel.Actions;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Rules;

/// <summary>The driver release is too old for this kernel.</summary>
public sealed class KernelApiChanged : BuildFailureRule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Kernel, 53),
        "dkms-build-failed-kernel-api-changed",
        "The nvidia module was not built: this driver release is too old for the kernel",
        "The kernel's internal interface changes with each version, sometimes in a stable update too. A driver released before the change does not compile; only a newer release, a patched package or an older kernel helps.")
    {
        DependsOn = ["dkms-build-failed-headers-missing", "dkms-build-failed-headers-incomplete", "dkms-build-failed-compiler-mismatch"],
        Reference = "backport notes of Debian's driver package for kernels 5.18 to 7.0",
    };

    /// <inheritdoc/>
    protected override ImmutableArray<BuildCause> Causes => [BuildCause.KernelApi, BuildCause.GplOnlySymbol];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var told = base.Judge(snapshot);
        if (told is Verdict.FoundVerdict || BuildVerdict.Of(snapshot) is not { Cause: BuildCause.Unknown, Version: { } version } build
            || !KernelApiTable.IsTooOld(build.Kernel ?? snapshot.Kernel.Running.Or(null), version))
        {
            return told;
        }
        // The log does not say why; the release is known to be too old for this kernel.
        return Verdict.Found(Find(Weight(snapshot, build), Repair.ConfigFix, build.Evidence, Fixes(snapshot, build)) with
        {
            Title = Headline(snapshot, build),
            Confidence = Confidence.Likely,
        });
    }

    /// <inheritdoc/>
    protected override string Headline(Snapshot snapshot, BuildVerdict build)
    {
        var kernel = build.Kernel ?? snapshot.Kernel.Running.Or(null);
        var driver = build.Version is null ? "this driver release" : $"driver {build.Version}";
        var symbol = build.Symbol is null ? "" : build.Cause == BuildCause.GplOnlySymbol ? $": {build.Symbol} is for GPL modules only" : $": {build.Symbol} changed";
        return $"The nvidia module was not built: {driver} is too old for {(kernel is null ? "this kernel" : "kernel " + kernel)}{symbol}";
    }

    /// <inheritdoc/>
    protected override IEnumerable<PlanAction> Fixes(Snapshot snapshot, BuildVerdict build)
    {
        var kernel = build.Kernel ?? snapshot.Kernel.Running.Or(null);
        var row = KernelApiTable.For(kernel ?? KernelApiSymbols.ChangedIn(build.Symbol));
        // A row that this driver satisfies says nothing about why it did not compile.
        var text = row is null || (build.Version is { } version && !row.IsTooOld(version))
            ? "Install a newer driver release"
            : $"Install a newer driver release; for kernel {row.Kernel} that is {string.Join(" or ", row.Drivers)} or later";
        foreach (var step in InstallDriver.For(snapshot.Platform.Distribution.Or(null), DriverWish.Of(snapshot), text))
        {
            yield return step;
        }
        yield return BuildModule.For(snapshot, kernel);
        yield return PlanAction.ByHand("Or start the kernel that has a working module, and keep it until the driver supports the newer one", Risk.Reboot, "everything on this host during the reboot", needsRoot: true);
        foreach (var step in Unblock(snapshot))
        {
            yield return step;
        }
    }
}
