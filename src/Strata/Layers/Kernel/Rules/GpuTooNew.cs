using System.Collections.Immutable;
using System.Globalization;
using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Layers.Kernel.Actions;
using Strata.Layers.Platform.Actions;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Rules;

/// <summary>The installed release is older than this GPU.</summary>
public sealed class GpuTooNew : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Kernel, 43),
        "gpu-too-new-for-driver",
        "The installed driver release does not know this GPU yet",
        "A driver release drives the GPUs that its list of products names. A GPU that came out later needs a newer release of the same branch or a newer branch.")
    {
        DependsOn = ["gpu-needs-legacy-driver-branch"],
        Reference = "NVRM text of the driver; supported products of each branch",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var refused = snapshot.Log.Current(LegacySigns.NotSupportedByRelease);
        if (!refused.IsEmpty)
        {
            return Verdict.Found(refused.Where(hit => GpuCatalogue.Find(Hex(hit["id"])).LastBranch is null).DistinctBy(hit => hit["gpu"])
                .Select(hit => Found(snapshot, Hex(hit["id"]), hit["driver"], PciAddress.Parse(hit["gpu"])?.ToString(), [hit.Source])));
        }
        var only = snapshot.Log.Current(LegacySigns.NotSupportedByReleaseOnly);
        if (!only.IsEmpty && snapshot.Bus.Gpus.All(gpu => GpuCatalogue.Find(gpu.Device).LastBranch is null))
        {
            return Verdict.Found(Found(snapshot, 0, only[0]["driver"], null, [only[0].Source]) with { Confidence = Confidence.Likely });
        }
        return Verdict.Found(Installed(snapshot))
            .UnlessMute(snapshot, "whether the installed driver knows this GPU", ModuleStanding.GpusWithoutNvidia(snapshot).Where(gpu => GpuCatalogue.Find(gpu.Device).FirstBranch is not null));
    }

    private IEnumerable<Finding> Installed(Snapshot snapshot)
    {
        if (snapshot.Kernel.RunningModule is not { Version: { } version } file)
        {
            yield break;
        }
        foreach (var gpu in ModuleStanding.GpusWithoutNvidia(snapshot).Where(gpu => GpuCatalogue.Find(gpu.Device).FirstBranch is { } first && version.Branch < first))
        {
            yield return Found(snapshot, gpu.Device, version.Text, gpu.Address.ToString(), [gpu.Source, file.Source]) with { Confidence = Confidence.Likely };
        }
    }

    private Finding Found(Snapshot snapshot, int id, string driver, string? gpu, ImmutableArray<Source> evidence)
    {
        var model = GpuCatalogue.Find(id);
        var branch = model.FirstBranch;
        var name = model.Name ?? model.Architecture ?? "This GPU";
        return Find(
            State.Fault,
            Repair.ConfigFix,
            evidence,
            [
                .. InstallDriver.For(
                    snapshot.Platform.Distribution.Or(null),
                    model.NeedsOpen ? DriverWish.Of(snapshot) with { Branch = null, Open = true } : DriverWish.Of(snapshot),
                    branch is null || DriverVersion.Parse(driver)?.Branch >= branch ? $"Install a newer driver release than {driver}" : $"Install a driver of branch {branch} or newer"),
                RestartHost.Because("Reboot, so that the new module is loaded"),
            ]) with
        {
            Subject = gpu,
            Title = $"{name} is newer than the installed driver {driver}{(branch is { } first && DriverVersion.Parse(driver) is { } version && version.Branch < first ? $": it needs branch {first} or newer" : "")}",
        };
    }

    private static int Hex(string text) => int.TryParse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var id) ? id : 0;
}
