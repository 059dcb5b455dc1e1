using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Platform.Actions;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Bus.Vfio.Rules;

/// <summary>The boot framebuffer still holds the memory of the GPU that vfio-pci wants.</summary>
public sealed class VfioBarReserved : Rule
{
    private static readonly LogSign CannotReserve = new("vfio-pci", @"vfio-pci (?<address>[0-9a-f:]{7,}\.[0-7]): BAR (?<bar>[0-9])(?: \[mem [^\]]*\])?: can't reserve")
    {
        Samples =
        [
            "vfio-pci 0000:c3:00.0: BAR 0: can't reserve [mem 0x2800000000-0x2fffffffff 64bit pref]",
            "vfio-pci 0000:01:00.0: BAR 1 [mem 0xd0000000-0xdfffffff 64bit pref]: can't reserve",
        ],
    };

    // QEMU cannot map a window that the kernel has promised to another.
    private static readonly LogSign RegionBusy = new("vfio_region_", @"vfio_region_(?:write|read)\((?<address>[0-9a-f:]{7,}\.[0-7]):region(?<bar>[0-9])\+.*failed: Device or resource busy")
    {
        Samples = ["qemu-system-x86_64: vfio_region_write(0000:0b:00.0:region1+0x1a40, 0x0,8) failed: Device or resource busy", "qemu-system-x86_64: vfio_region_read(0000:0b:00.0:region1+0x0, 4) failed: Device or resource busy"],
    };

    private static readonly LogSign Framebuffer = new(" : BOOTFB", @"^\s*[0-9a-f]+-[0-9a-f]+ : BOOTFB") { Samples = ["  2800000000-2801fa3fff : BOOTFB"] };

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Bus, 120),
        "vfio-bar-reserved-by-boot-framebuffer",
        "The boot framebuffer still owns the GPU's memory window",
        "Firmware showed the boot screen on this GPU, and the kernel's boot framebuffer (efifb, simpledrm, BOOTFB) keeps that part of "
        + "its memory. vfio-pci cannot reserve the window, so the virtual machine gets a GPU that does not work.")
    {
        Reference = "Linux PCI and sysfb; /proc/iomem",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => [CannotReserve, RegionBusy, Framebuffer];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var hits = snapshot.Log.Current(CannotReserve, RegionBusy);
        var claims = snapshot.Bus.MemoryClaims.Where(claim => IomemParser.IsBootFramebuffer(claim.Holder)).ToList();
        if (!hits.IsEmpty)
        {
            return Verdict.Found(hits.GroupBy(hit => hit["address"]).Select(group => Find(
                State.Fault, Repair.Reboot,
                [.. group.Take(2).Select(hit => hit.Source), .. claims.Select(claim => claim.Source), .. snapshot.Log.Current(Framebuffer).Select(hit => hit.Source)],
                Fixes(snapshot)) with
            {
                Subject = group.Key,
                Confidence = claims.Count > 0 || snapshot.Log.Has(Framebuffer) ? Confidence.Certain : Confidence.Likely,
            }));
        }
        return Verdict.Found(snapshot.Bus.PassedThrough.SelectMany(gpu => claims.Where(claim => claim.Owner == gpu.Address).Take(1).Select(claim =>
            Find(State.Warning, Repair.Reboot, [claim.Source, gpu.Driver.Source], Fixes(snapshot)) with
            {
                Subject = gpu.Address.ToString(),
                Title = $"{claim.Holder} holds memory of GPU {gpu.Address}, which is set aside for virtual machines",
                Confidence = Confidence.Likely,
            })));
    }

    private static PlanAction[] Fixes(Snapshot snapshot) =>
    [
        PlanAction.ByHand("Make another GPU the boot display in the firmware setup, if there is one", Risk.Reboot, "everything on this host during the reboot"),
        .. SetKernelParameter.For(snapshot.Platform, "initcall_blacklist=sysfb_init", "keeps the boot framebuffer off the GPU; the console stays dark until a driver takes over"),
        PlanAction.ByHand("On kernels before 5.15 the parameter is video=efifb:off"),
    ];
}
