using System.Collections.Immutable;
using Strata.Judging;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Rules;

/// <summary>A rule about one reason of a failed module build.</summary>
public abstract class BuildFailureRule : Rule
{
    /// <summary>Reasons that are this defect.</summary>
    protected abstract ImmutableArray<BuildCause> Causes { get; }

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        if (BuildVerdict.Of(snapshot) is not { } build || !Causes.Contains(build.Cause))
        {
            return Verdict.Quiet;
        }
        return Verdict.Found(Find(
            Weight(snapshot, build),
            Repair.ConfigFix,
            build.Evidence,
            Fixes(snapshot, build)) with
        {
            Title = Headline(snapshot, build),
            Confidence = Sure(build),
        });
    }

    /// <summary>The headline of this case.</summary>
    protected virtual string Headline(Snapshot snapshot, BuildVerdict build) =>
        build.Kernel is null ? Info.Title : $"{Info.Title} (kernel {build.Kernel})";

    /// <summary>How sure this case is.</summary>
    protected virtual Confidence Sure(BuildVerdict build) => Confidence.Certain;

    /// <summary>What to do, best first.</summary>
    protected abstract IEnumerable<PlanAction> Fixes(Snapshot snapshot, BuildVerdict build);

    /// <summary>Finishes a kernel package that the failed build left half-configured; only apt knows this state.</summary>
    protected static IEnumerable<PlanAction> Unblock(Snapshot snapshot) => snapshot.Platform.Distribution.Or(null)?.UsesApt is true
        ? [PlanAction.Safe("If a kernel package is left half-configured, finish it afterwards", "dpkg", "--configure", "-a")]
        : [];

    /// <summary>A failed build stops the host where it is for the kernel that runs or boots next; for another kernel it is a warning.</summary>
    protected static State Weight(Snapshot snapshot, BuildVerdict build) =>
        ModuleStanding.Works(snapshot)
        || (snapshot.Origin.IsWholeMachine && build.Kernel is { } kernel && snapshot.Kernel.Running.TryGet(out var running) && kernel != running && kernel != snapshot.Kernel.NextBoot.Or(null))
            ? State.Warning
            : State.Fault;
}
