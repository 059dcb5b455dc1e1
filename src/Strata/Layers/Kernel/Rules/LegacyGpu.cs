using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Layers.Kernel.Actions;
using Strata.Layers.Platform.Actions;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Rules;

/// <summary>The installed branch dropped this GPU.</summary>
public sealed class LegacyGpu : Rule
{
    // The last branch for each family of chips (source: NVIDIA's list of legacy drivers). First Maxwell and later share one.
    private static readonly FrozenDictionary<string, int> Families = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["GF"] = 390,
        ["GK"] = 470,
        ["GM"] = 580,
        ["GP"] = 580,
        ["GV"] = 580,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Kernel, 40),
        "gpu-needs-legacy-driver-branch",
        "The installed driver branch no longer supports this GPU",
        "NVIDIA drops GPU generations from newer branches: Kepler after 470, Maxwell, Pascal and Volta after 580. The module then passes over the GPU; the last branch that knows it must be installed and kept.")
    {
        Reference = "NVRM text of the driver; id lists of nvidia-detect",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var log = snapshot.Log;
        var named = log.Current(LegacySigns.LegacyBranch, LegacySigns.InstallerLegacy);
        var branchOnly = log.Current(LegacySigns.LegacyBranchOnly);
        if (!named.IsEmpty || !branchOnly.IsEmpty)
        {
            var first = named.Concat(branchOnly).First();
            var name = named.Select(hit => hit["name"]).FirstOrDefault(text => text.Length > 0);
            var driver = named.Select(hit => hit["driver"]).FirstOrDefault(text => text.Length > 0);
            return Verdict.Found(Found(snapshot, Number(first["branch"]), name, driver, [.. named.Concat(branchOnly).Select(hit => hit.Source)]));
        }
        var refused = log.Current(LegacySigns.NotSupportedByRelease).Where(hit => GpuCatalogue.Find(Hex(hit["id"])).LastBranch is not null).ToList();
        if (refused.Count > 0)
        {
            var id = Hex(refused[0]["id"]);
            return Verdict.Found(Found(snapshot, GpuCatalogue.Find(id).LastBranch, Name(snapshot, refused[0]["gpu"]), refused[0]["driver"], [.. refused.Select(hit => hit.Source)]) with
            {
                Subject = PciAddress.Parse(refused[0]["gpu"])?.ToString(),
            });
        }
        var ignored = log.Current(LegacySigns.IgnoringLegacy);
        if (!ignored.IsEmpty)
        {
            return Verdict.Found(Found(snapshot, Known(snapshot), null, null, [.. ignored.Select(hit => hit.Source)]));
        }
        if (PassedOver(snapshot) is { } passed)
        {
            return Verdict.Found(passed);
        }
        return Verdict.Found(Installed(snapshot))
            .UnlessMute(snapshot, "whether the installed branch still knows this GPU", ModuleStanding.GpusWithoutNvidia(snapshot).Where(gpu => GpuCatalogue.Find(gpu.Device).LastBranch is not null));
    }

    // The installer, or a person, says that a release does not drive the GPU, and the GPU named beside it is of an older branch.
    private Finding? PassedOver(Snapshot snapshot)
    {
        foreach (var hit in snapshot.Log.Current(LegacySigns.NoSupportedGpu, LegacySigns.ToldUnsupported))
        {
            if (Number(hit["driver"].Split('.')[0]) is { } branch && NamedGpu(snapshot) is var (name, last, source) && branch > last)
            {
                return Found(snapshot, last, name, hit["driver"], [hit.Source, source]) with { Confidence = Confidence.Likely };
            }
        }
        return null;
    }

    private static (string? Name, int Last, Source Source)? NamedGpu(Snapshot snapshot)
    {
        foreach (var gpu in snapshot.Bus.Gpus)
        {
            if (GpuCatalogue.Find(gpu.Device).LastBranch is { } last)
            {
                return (gpu.Name, last, gpu.Source);
            }
        }
        foreach (var hit in snapshot.Log.Current(LegacySigns.Chip))
        {
            if (Families.TryGetValue(hit["family"], out var last))
            {
                return (hit["name"], last, hit.Source);
            }
        }
        return null;
    }

    // The GPU is there, no driver has it, and the installed branch is newer than the last that knows it.
    private IEnumerable<Finding> Installed(Snapshot snapshot)
    {
        var version = snapshot.Kernel.RunningModule?.Version ?? snapshot.Driver.LoadedVersion.Or(null);
        if (version is null)
        {
            yield break;
        }
        foreach (var gpu in ModuleStanding.GpusWithoutNvidia(snapshot).Where(gpu => GpuCatalogue.Find(gpu.Device).LastBranch is { } last && version.Branch > last))
        {
            var source = snapshot.Kernel.RunningModule?.Source ?? snapshot.Driver.LoadedVersion.Source;
            yield return Found(snapshot, GpuCatalogue.Find(gpu.Device).LastBranch, gpu.Name, version.Text, [gpu.Source, source]) with
            {
                Subject = gpu.Address.ToString(),
                Confidence = Confidence.Likely,
            };
        }
    }

    private Finding Found(Snapshot snapshot, int? branch, string? name, string? driver, ImmutableArray<Source> evidence)
    {
        var distribution = snapshot.Platform.Distribution.Or(null);
        var what = name is { Length: > 0 } ? name : "This GPU";
        var last = branch is null ? "a legacy branch" : $"branch {branch}";
        return Find(
            State.Fault,
            Repair.ConfigFix,
            evidence,
            [
                .. InstallDriver.For(distribution, DriverWish.Exactly(snapshot, branch, branch is null ? null : false)),
                RestartHost.Because("Reboot, so that the module of that branch is loaded"),
            ]) with
        {
            Title = $"{what} needs {last}{(driver is { Length: > 0 } ? $"; the installed {driver} no longer supports it" : "; the installed driver no longer supports it")}",
        };
    }

    private static int? Known(Snapshot snapshot) => snapshot.Bus.Gpus.Select(gpu => GpuCatalogue.Find(gpu.Device).LastBranch).FirstOrDefault(branch => branch is not null);

    private static string? Name(Snapshot snapshot, string address) =>
        PciAddress.Parse(address) is { } parsed ? snapshot.Bus.Gpus.FirstOrDefault(gpu => gpu.Address == parsed)?.Name : null;

    private static int? Number(string text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static int Hex(string text) => int.TryParse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var id) ? id : 0;
}
