using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Bus.Actions;
using Strata.Layers.Platform.Actions;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Bus.Vfio.Rules;

/// <summary>The GPU does not come back from the reset between two virtual machines.</summary>
public sealed class VfioGpuHangsAfterReset : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Bus, 160),
        "vfio-gpu-hangs-after-reset",
        "The GPU does not come back from its function-level reset",
        "vfio-pci resets the GPU when a virtual machine ends. This GPU stays silent after the reset, and the host may lock up while it "
        + "waits. GeForce RTX 5090 and RTX PRO 6000 (GB202) are known for it.")
    {
        Reference = "Linux PCI reset; reports on GB202 passthrough",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => [BusSigns.NotReady];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot) => Verdict.Found(snapshot.Log.Current(BusSigns.NotReady)
        .Where(hit => hit["driver"] == "vfio-pci" && hit["what"] != "resume")
        .GroupBy(hit => PciAddress.Parse(hit["address"])?.Slot)
        .Select(group => Find(State.Fault, Repair.PowerCycle, group.Select(hit => hit.Source),
        [
            PlanAction.ByHand("Power the host off and on to bring the GPU back", Risk.Reboot, "everything on this host while it is off"),
            .. group.Key is { } gpu ? KeepAwake.For(gpu) : [],
            PlanAction.ByHand("Put this line into /etc/modprobe.d/vfio.conf: options vfio-pci disable_idle_d3=1", needsRoot: true),
            .. RebuildInitramfs.ThenReboot(snapshot.Platform.Distribution.Or(null)),
            PlanAction.ByHand("If all functions of the card go to the same virtual machine, let the kernel reset the whole slot: write bus to the file reset_method of the GPU in sysfs (not kept over a reboot)", needsRoot: true),
            PlanAction.ByHand("Bind the GPU to vfio-pci at boot, and use a current kernel, VBIOS and guest driver"),
        ]) with
        {
            Subject = group.Key?.ToString(),
        }));
}
