using System.Collections.Immutable;
using Strata.Judging;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Bus.Vfio.Rules;

/// <summary>The GPU's configuration space reads all ones when a virtual machine wants it.</summary>
public sealed class VfioConfigSpaceUnreadable : Rule
{
    private static readonly LogSign Header127 = new("PCI header type", @"[uU]nknown PCI header type '?127'?(?: for device '?(?<address>[0-9a-fA-F:]+\.[0-7])'?)?")
    {
        Samples =
        [
            "libvirt.libvirtError: internal error: Unknown PCI header type '127' for device '0000:01:00.0'",
            "error: internal error: Unknown PCI header type '127'",
        ],
    };

    private static readonly LogSign HeaderIgnored = new("nknown header type 7f", @"(?:pci (?<address>[0-9a-f:]{7,}\.[0-7]): )?[uU]nknown header type 7f")
    {
        Samples = ["[  321.101211] pci 0000:01:00.0: unknown header type 7f, ignoring device", "\t!!! Unknown header type 7f"],
    };

    private static readonly LogSign PinAssertion = new("PCI_NUM_PINS", @"pci_irq_handler: Assertion")
    {
        Samples = ["qemu-system-x86_64: ../hw/pci/pci.c:1637: pci_irq_handler: Assertion `0 <= irq_num && irq_num < PCI_NUM_PINS' failed."],
    };

    private static readonly LogSign Vfio = new("vfio") { Samples = ["[    2.553048] vfio_pci: add [10de:1c8c[ffffffff:ffffffff]] class 0x000000/00000000"] };

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Bus, 140),
        "vfio-pci-config-space-unreadable",
        "The GPU's configuration space reads all ones at assignment",
        "Header type 127 is all ones: the GPU did not answer when it was handed over. It was taken away while a driver or daemon still "
        + "used it, or a reset did not finish. It comes back with its power, and the next handover works when nobody holds it.")
    {
        DependsOn = ["vfio-gpu-stuck-in-d3cold", "vfio-gpu-hangs-after-reset"],
        Reference = "libvirt and QEMU messages; PCI header type register",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => [Header127, HeaderIgnored, PinAssertion, Vfio];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var hits = snapshot.Log.Current(Header127).Concat(snapshot.Log.Has(Vfio) ? snapshot.Log.Current(HeaderIgnored) : []).Concat(snapshot.Log.Current(PinAssertion)).ToList();
        var silent = snapshot.Bus.PassedThrough.Where(gpu => gpu.Answers.TryGet(out var answers) && !answers).ToList();
        if (hits.Count == 0)
        {
            return Verdict.Found(silent.Select(gpu => Make([gpu.Answers.Source, gpu.Driver.Source], gpu.Address, Confidence.Certain)))
                .UnlessUnread(snapshot, "whether the GPU for virtual machines answers", snapshot.Bus.PassedThrough.Select(gpu => gpu.Answers));
        }
        var address = hits.Select(hit => PciAddress.Parse(hit["address"])).OfType<PciAddress>().Cast<PciAddress?>().FirstOrDefault() ?? silent.Select(gpu => (PciAddress?)gpu.Address).FirstOrDefault();
        var sure = hits.Exists(hit => hit.Sign != PinAssertion);
        return Verdict.Found(Make(hits.Select(hit => hit.Source).Concat(silent.Select(gpu => gpu.Answers.Source)), address, sure ? Confidence.Certain : Confidence.Possible));
    }

    private Finding Make(IEnumerable<Machine.Source> evidence, PciAddress? gpu, Confidence confidence) =>
        Find(State.Fault, Repair.PowerCycle, evidence,
            PlanAction.ByHand("Power the host off and on to bring the GPU back", Risk.Reboot, "everything on this host while it is off"),
            PlanAction.Disruptive("Before the next handover stop the daemon that keeps the GPU open", "programs start slower while persistence is off", "systemctl", "stop", "nvidia-persistenced"),
            PlanAction.Disruptive("Unload the display part of the driver, so that nothing holds the GPU", "a desktop that runs on this GPU", "modprobe", "-r", "nvidia_drm"),
            PlanAction.ByHand("Better: bind the GPU to vfio-pci at boot, so that no host driver ever takes it")) with
        {
            Subject = gpu?.ToString(),
            Confidence = confidence,
        };
}
