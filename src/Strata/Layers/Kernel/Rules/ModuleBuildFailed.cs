using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Kernel.Actions;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Rules;

/// <summary>A module build failed for want of room or memory, on purpose, or for a reason that is not in the input.</summary>
public sealed class ModuleBuildFailed : BuildFailureRule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Kernel, 54),
        "dkms-build-failed",
        "The build of the nvidia module failed",
        "DKMS compiles the module for each kernel. When that fails the kernel has no driver; the reason stands in make.log.")
    {
        DependsOn =
        [
            "dkms-build-failed-headers-missing", "dkms-build-failed-headers-incomplete", "dkms-build-failed-compiler-mismatch", "dkms-build-failed-kernel-api-changed",
            "nvidia-kernel-modules-mixed-versions",
        ],
        Reference = "dkms(8)",
    };

    /// <inheritdoc/>
    protected override ImmutableArray<BuildCause> Causes => [BuildCause.NoSpace, BuildCause.OutOfMemory, BuildCause.Excluded, BuildCause.Unknown];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot) =>
        base.Judge(snapshot).UnlessUnread(snapshot, "why no module was built", snapshot.Kernel.FailedBuilds, matters: !ModuleStanding.Missing(snapshot).IsEmpty);

    /// <inheritdoc/>
    protected override string Headline(Snapshot snapshot, BuildVerdict build) => build.Cause switch
    {
        BuildCause.NoSpace => "The build of the nvidia module failed: no space left on the device",
        BuildCause.OutOfMemory => "The build of the nvidia module failed: the compiler was killed for want of memory",
        BuildCause.Excluded => "The nvidia module is not built for this kernel on purpose: its configuration is excluded, as real-time kernels are",
        _ => base.Headline(snapshot, build),
    };

    /// <inheritdoc/>
    protected override Confidence Sure(BuildVerdict build) => build.Cause == BuildCause.Unknown ? Confidence.Likely : Confidence.Certain;

    /// <inheritdoc/>
    protected override IEnumerable<PlanAction> Fixes(Snapshot snapshot, BuildVerdict build)
    {
        var kernel = build.Kernel ?? snapshot.Kernel.Running.Or(null);
        switch (build.Cause)
        {
            case BuildCause.NoSpace:
                yield return PlanAction.Look("See which file system is full", "df", "-h", "/var", "/tmp", "/boot", "/lib");
                yield return BuildModule.For(snapshot, kernel);
                break;
            case BuildCause.OutOfMemory:
                yield return PlanAction.ByHand("Add swap or stop other programs, then build again with one job", needsRoot: true);
                yield return BuildModule.For(snapshot, kernel);
                break;
            case BuildCause.Excluded:
                yield return PlanAction.ByHand("Start a kernel of the ordinary flavour, not a real-time one", Risk.Reboot, "everything on this host during the reboot", needsRoot: true);
                break;
            default:
                yield return Log(snapshot, build) is { } path
                    ? PlanAction.Look("Read the end of the build log, which names the reason", "tail", "-n", "60", path)
                    : PlanAction.ByHand("Read the end of the build log, which names the reason: make.log under /var/lib/dkms, in the build folder of the nvidia module");
                yield return BuildModule.For(snapshot, kernel);
                foreach (var step in Unblock(snapshot))
                {
                    yield return step;
                }
                break;
        }
    }

    private static string? Log(Snapshot snapshot, BuildVerdict build) =>
        build.All.Select(trace => trace.Source.Name).FirstOrDefault(name => name.StartsWith("/var/lib/dkms/", StringComparison.Ordinal) && name.EndsWith("make.log", StringComparison.Ordinal))
        ?? (build.Version is null ? null : $"/var/lib/dkms/{snapshot.Kernel.Dkms.Or([]).FirstOrDefault()?.Module ?? "nvidia"}/{build.Version}/build/make.log");
}
