using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Bus.Actions;
using Strata.Layers.Platform.Actions;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Bus.Vfio.Rules;

/// <summary>The GPU went to its deepest power state while no virtual machine used it and cannot come back.</summary>
public sealed class VfioStuckInD3cold : Rule
{
    private static readonly LogSign StuckInD3 = new("vfio", @"vfio.*(?:Unable to power on device, stuck in D3)")
    {
        Samples = ["qemu-system-x86_64: vfio: Unable to power on device, stuck in D3"],
    };

    // Somebody's own words, or the message without its start; the text must be about virtual machines.
    private static readonly LogSign Told = new("D3cold", @"(?i:(?:unable to|can't|can not|cannot) change power state from\s+D3cold to D0)")
    {
        Samples = ["after the shutdown of the VM: Unable to change power state from D3cold to D0, device inaccessible"],
    };

    private static readonly LogSign VirtualMachine = new(" VM", @"\bVMs?\b") { Samples = ["the VM was shut down"] };

    private static readonly LogSign Passthrough = new("assthrough", @"\b[Pp]assthrough\b") { Samples = ["GPU passthrough on Proxmox"] };

    private static readonly LogSign Vfio = new("vfio") { Samples = ["vfio-pci.ids=10de:1b80"] };

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Bus, 130),
        "vfio-gpu-stuck-in-d3cold",
        "The passed-through GPU is stuck in D3cold",
        "While no virtual machine used the GPU, vfio-pci let runtime power management cut its power. The GPU does not come back to D0, "
        + "so every access reads all ones. The GPU itself is usually sound.")
    {
        Reference = "Linux PCI power management; vfio-pci parameter disable_idle_d3",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => [BusSigns.DeviceInaccessible, BusSigns.NotReady, StuckInD3, Told, VirtualMachine, Passthrough, Vfio];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var hits = snapshot.Log.Current(BusSigns.DeviceInaccessible, BusSigns.NotReady, StuckInD3).Where(hit =>
            hit.Sign == StuckInD3
            || (hit.Sign == BusSigns.NotReady ? hit["driver"] == "vfio-pci" && hit["what"] == "resume" : IsHeldByVfio(snapshot, hit))).ToList();
        var findings = hits.GroupBy(hit => PciAddress.Parse(hit["address"])?.Slot).Select(group => Make(snapshot, group.Key?.ToString() ?? "", group.Select(hit => hit.Source))).ToList();
        var silent = snapshot.Bus.PassedThrough.Where(gpu => gpu.Answers.TryGet(out var answers) && !answers).ToList();
        if (findings.Count == 0)
        {
            findings.AddRange(silent.Where(gpu => gpu.PowerState.Or(null) is "D3cold")
                .Select(gpu => Make(snapshot, gpu.Address.ToString(), [gpu.PowerState.Source, gpu.Answers.Source])));
        }
        if (findings.Count == 0 && !snapshot.Log.Has(BusSigns.DeviceInaccessible) && snapshot.Log.HasAny(VirtualMachine, Passthrough, Vfio) && snapshot.Log.Current(Told) is { IsEmpty: false } told)
        {
            findings.Add(Make(snapshot, "", told.Select(hit => hit.Source)) with { Confidence = Confidence.Likely });
        }
        return Verdict.Found(findings).UnlessUnread(snapshot, "whether the silent GPU is in D3cold", silent.Select(gpu => gpu.PowerState));
    }

    // The driver's name in the line, or who owns the function now; without either, a text about vfio.
    private static bool IsHeldByVfio(Snapshot snapshot, LogHit hit) =>
        hit["driver"] == "vfio-pci" || (hit["driver"] == "pcieport" && snapshot.Log.HasAny(StuckInD3))
        || (PciAddress.TryParse(hit["address"], out var address) && hit["driver"] is not "nvidia" and not "nouveau" && snapshot.Bus.At(address)?.IsForVms == true);

    private Finding Make(Snapshot snapshot, string address, IEnumerable<Machine.Source> evidence) =>
        Find(State.Fault, Repair.PowerCycle, evidence,
        [
            PlanAction.ByHand("Power the host off and on; a reboot may not be enough to bring the GPU back", Risk.Reboot, "everything on this host while it is off"),
            PlanAction.ByHand("Put this line into /etc/modprobe.d/vfio.conf: options vfio-pci disable_idle_d3=1", needsRoot: true),
            .. RebuildInitramfs.ThenReboot(snapshot.Platform.Distribution.Or(null)),
            .. PciAddress.TryParse(address, out var gpu) ? KeepAwake.For(gpu) : [],
        ]) with
        {
            Subject = PciAddress.Parse(address)?.ToString(),
            Title = PciAddress.TryParse(address, out var named) ? $"GPU {named} is stuck in D3cold" : Info.Title,
        };
}
