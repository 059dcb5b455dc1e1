using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Layers.Kernel.Actions;
using Strata.Layers.Platform.Actions;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Rules;

/// <summary>The GPU has no GSP, and the open modules are installed.</summary>
public sealed class ProprietaryModuleRequired : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Kernel, 42),
        "gpu-needs-proprietary-kernel-module",
        "This GPU works with the proprietary kernel modules only, and the open ones are installed",
        "The open modules hand the GPU's management to its System Processor (GSP). Maxwell, Pascal and Volta have none, so only the proprietary modules, up to branch 580, drive them.")
    {
        Reference = "NVRM text 'is not supported by open nvidia.ko because it does not include the required GPU System Processor'",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var named = snapshot.Log.Current(LegacySigns.NeedsProprietary);
        var only = snapshot.Log.Current(LegacySigns.NeedsProprietaryOnly);
        if (!named.IsEmpty)
        {
            return Verdict.Found(named.DistinctBy(hit => hit["gpu"]).Select(hit => Found(snapshot, PciAddress.Parse(hit["gpu"]), [hit.Source])));
        }
        if (!only.IsEmpty)
        {
            return Verdict.Found(Found(snapshot, null, [.. only.Select(hit => hit.Source)]));
        }
        return Verdict.Found(Installed(snapshot));
    }

    private IEnumerable<Finding> Installed(Snapshot snapshot)
    {
        if (snapshot.Kernel.RunningModule is not { License: { } license } file || license.Equals("NVIDIA", StringComparison.Ordinal))
        {
            yield break;
        }
        foreach (var gpu in ModuleStanding.GpusWithoutNvidia(snapshot).Where(gpu => BranchSupport.LastBranch(gpu.Device) == 580))
        {
            yield return Found(snapshot, gpu.Address, [gpu.Source, file.Source]) with { Confidence = Confidence.Likely };
        }
    }

    private Finding Found(Snapshot snapshot, PciAddress? address, ImmutableArray<Source> evidence)
    {
        var version = snapshot.Driver.LoadedVersion.Or(null) ?? snapshot.Kernel.RunningModule?.Version ?? snapshot.Userspace.Version.Or(null);
        int? branch = version is null ? null : Math.Min(version.Branch, 580);
        return Find(
            State.Fault,
            Repair.ConfigFix,
            evidence,
            [
                .. InstallDriver.For(snapshot.Platform.Distribution.Or(null), DriverWish.Exactly(snapshot, branch, open: false)),
                RestartHost.Because("Reboot, so that the proprietary module is loaded"),
            ]) with
        {
            Subject = address?.ToString(),
        };
    }
}
