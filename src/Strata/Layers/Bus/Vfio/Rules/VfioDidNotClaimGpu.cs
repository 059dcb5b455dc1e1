using Strata.Judging;
using Strata.Layers.Bus.Actions;
using Strata.Layers.Platform;
using Strata.Layers.Platform.Actions;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Bus.Vfio.Rules;

/// <summary>vfio-pci is told to take a GPU, but a host driver was faster.</summary>
public sealed class VfioDidNotClaimGpu : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Bus, 220),
        "vfio-pci-did-not-claim-gpu",
        "vfio-pci is told to take the GPU, but a host driver owns it",
        "ids= only works when vfio-pci loads before the driver of the host. A driver in the initial RAM disk, or a setting that did not "
        + "get into it, turns the order around, and the GPU stays with the host.")
    {
        Reference = "Linux vfio-pci parameter ids; modprobe softdep",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var wanted = VfioIds.Of(snapshot);
        return Verdict.Found(snapshot.Bus.Gpus
            .Where(gpu => gpu.Driver.Or(null) is "nvidia" or "nouveau")
            .Where(gpu => snapshot.Bus.Gpus.All(other => other.PciId != gpu.PciId || !other.IsForVms))
            .Select(gpu => (Gpu: gpu, Want: wanted.FirstOrDefault(id => id.Id == gpu.PciId)))
            .Where(item => item.Want is not null)
            .Select(item => Make(snapshot, item.Gpu, item.Want!)));
    }

    private Finding Make(Snapshot snapshot, PciFunction gpu, VfioId want)
    {
        var driver = gpu.Driver.Or("")!;
        var finding = Find(State.Warning, Repair.ConfigFix, [want.Source, gpu.Driver.Source], Fixes(snapshot.Platform, gpu)) with
        {
            Subject = gpu.Address.ToString(),
            Title = $"vfio-pci is told to take GPU {gpu.Address}, but {driver} owns it",
            Confidence = Confidence.Likely,
        };
        return MissingInside(snapshot, gpu, driver) is not { } module ? finding : finding with
        {
            Title = finding.Title + ": the initial RAM disk does not have that setting",
            Evidence = [.. finding.Evidence, module],
            Fixes = [.. RebuildInitramfs.ThenReboot(snapshot.Platform.Distribution.Or(null))],
            Confidence = Confidence.Certain,
        };
    }

    // The host's driver in an initial RAM disk that knows nothing of the wish: it loads before the setting can be read.
    private static Source? MissingInside(Snapshot snapshot, PciFunction gpu, string driver) =>
        snapshot.Bus.RunningInitrd.TryGet(out var disk)
        && disk.Modprobe.TryGet(out var inside)
        && VfioIds.Of(inside.OptionsOf("vfio"), snapshot.Platform.KernelCommandLine).All(id => id.Id != gpu.PciId)
            ? disk.Module(driver)
            : null;

    private static PlanAction[] Fixes(PlatformFacts platform, PciFunction gpu) =>
        [.. BindToVfio.Tool(platform), .. BindToVfio.Kept(platform), .. BindToVfio.Function(gpu.Address)];
}
