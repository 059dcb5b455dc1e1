using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Layers.Kernel.Actions;
using Strata.Layers.Platform.Actions;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Rules;

/// <summary>The GPU works with the open modules only, and the proprietary ones are installed.</summary>
public sealed class OpenModuleRequired : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Kernel, 41),
        "gpu-needs-open-kernel-module",
        "This GPU works with the open kernel modules only, and the proprietary ones are installed",
        "Blackwell and newer GPUs are driven by the open modules alone. The proprietary module loads, finds the GPU and refuses to initialise it, so nvidia-smi finds no device.")
    {
        Reference = "NVRM text 'requires use of the NVIDIA open kernel modules'; open required platforms in NVIDIA's documentation of kernel modules",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var named = snapshot.Log.Current(LegacySigns.NeedsOpen);
        var only = snapshot.Log.Current(LegacySigns.NeedsOpenOnly);
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
        if (snapshot.Kernel.RunningModule is not { License: "NVIDIA" } file)
        {
            yield break;
        }
        var working = snapshot.Driver.Gpus.Or([]).Select(gpu => gpu.Address).ToHashSet();
        foreach (var gpu in snapshot.Bus.HostGpus.Where(gpu => BranchSupport.NeedsOpen(gpu.Device) && !working.Contains(gpu.Address)))
        {
            yield return Found(snapshot, gpu.Address, [gpu.Source, file.Source]) with { Confidence = Confidence.Likely };
        }
    }

    private Finding Found(Snapshot snapshot, PciAddress? address, ImmutableArray<Source> evidence)
    {
        var version = snapshot.Driver.LoadedVersion.Or(null) ?? snapshot.Kernel.RunningModule?.Version;
        return Find(
            State.Fault,
            Repair.ConfigFix,
            evidence,
            [
                .. InstallDriver.For(snapshot.Platform.Distribution.Or(null), DriverWish.Exactly(snapshot, version?.Branch >= 570 ? version.Branch : null, open: true)),
                RestartHost.Because("Reboot, so that the open module is loaded"),
            ]) with
        {
            Subject = address?.ToString(),
        };
    }
}
