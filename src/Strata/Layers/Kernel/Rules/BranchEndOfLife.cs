using System.Globalization;
using Strata.Judging;
using Strata.Layers.Kernel.Actions;
using Strata.Machine;
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
            || snapshot.Bus.Gpus.Any(gpu => BranchSupport.LastBranch(gpu.Device) == version.Branch))
        {
            return Verdict.Quiet;
        }
        var source = snapshot.Driver.LoadedVersion.IsKnown ? snapshot.Driver.LoadedVersion.Source : snapshot.Kernel.RunningModules.Source;
        if (!DateTimeOffset.TryParse(snapshot.Origin.TakenAt, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
        {
            return Verdict.Found(Find(State.Info, Repair.None, [source]) with
            {
                Title = $"Branch {version.Branch} is maintained until {life.End}",
            });
        }
        return !life.EndedBy(at.Year, at.Month)
            ? Verdict.Quiet
            : Verdict.Found(Find(State.Warning, Repair.ConfigFix, [source], InstallDriver.For(snapshot.Platform.Distribution.Or(null))) with
            {
                Title = life.IsPublished ? $"Branch {version.Branch} of the driver ended in {life.End}" : $"Branch {version.Branch} of the driver has ended",
            });
    }
}
