using System.Collections.Immutable;
using System.Globalization;
using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Layers.Kernel.Actions;
using Strata.Layers.Platform;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Rules;

/// <summary>NVIDIA no longer maintains the installed branch.</summary>
public sealed class BranchEndOfLife : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Kernel, 73),
        "driver-branch-end-of-life",
        "The installed driver branch is no longer maintained",
        "A branch that has ended gets no security fixes and no support for new kernels. The last branch of a legacy GPU stays the right one for it all the same.")
    {
        Reference = "docs.nvidia.com, data centre drivers, supported branches",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var version = snapshot.Driver.LoadedVersion.Or(null) ?? snapshot.Kernel.RunningModule?.Version;
        if (version is null || snapshot.Origin.Kind is OriginKind.Text || BranchLife.Of(version.Branch) is not { } life
            || snapshot.Bus.Gpus.Any(gpu => GpuCatalogue.Find(gpu.Device).LastBranch == version.Branch))
        {
            return Verdict.Quiet;
        }
        var source = snapshot.Driver.LoadedVersion.IsKnown ? snapshot.Driver.LoadedVersion.Source : snapshot.Kernel.RunningModules.Source;
        if (!DateTimeOffset.TryParse(snapshot.Origin.TakenAt, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
        {
            return Verdict.Found(Find(State.Info, Repair.None, [source]) with
            {
                Title = life.IsPublished ? $"Branch {version.Branch} is maintained until {life.End}" : $"Branch {version.Branch} of the driver had ended when this table was made (August 2026)",
            });
        }
        return !life.EndedBy(at.Year, at.Month)
            ? Verdict.Quiet
            : Verdict.Found(Find(State.Warning, Repair.ConfigFix, [source], Fixes(snapshot)) with
            {
                Title = life.IsPublished ? $"Branch {version.Branch} of the driver ended in {life.End}" : $"Branch {version.Branch} of the driver had ended when this table was made (August 2026)",
            });
    }

    // Debian keeps one branch per release, so its own packages have nothing newer.
    private static ImmutableArray<PlanAction> Fixes(Snapshot snapshot) => snapshot.Platform.Distribution.Or(null) switch
    {
        { Family: DistributionFamily.Debian or DistributionFamily.Proxmox } =>
            [PlanAction.ByHand("Debian has no newer branch for this release: take a maintained one from NVIDIA's repository for Debian, or upgrade the release", needsRoot: true)],
        var distribution => InstallDriver.For(distribution, DriverWish.Of(snapshot)),
    };
}
