using Strata.Judging;
using Strata.Layers.Bus.Actions;
using Strata.Layers.Platform;
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
            .Select(item => Find(State.Warning, Repair.ConfigFix, [item.Want!.Source, item.Gpu.Driver.Source], Fixes(snapshot.Platform, item.Gpu)) with
            {
                Subject = item.Gpu.Address.ToString(),
                Title = $"vfio-pci is told to take GPU {item.Gpu.Address}, but {item.Gpu.Driver.Or("")} owns it",
                Confidence = Confidence.Likely,
            }));
    }

    private static PlanAction[] Fixes(PlatformFacts platform, PciFunction gpu) =>
        [.. BindToVfio.Tool(platform), .. BindToVfio.Kept(platform), .. BindToVfio.Function(gpu.Address)];
}
