using System.Collections.Immutable;
using Strata.Judging;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Bus.Vfio.Rules;

/// <summary>Firmware claims memory for the device that a virtual machine must not inherit.</summary>
public sealed class VfioReservedRegionRefused : Rule
{
    private static readonly LogSign OneToOne = new("1:1 IOMMU mapping", @"(?<driver>[\w-]+) (?<address>[0-9a-f:]{7,}\.[0-7]): .*1:1 IOMMU mapping")
    {
        Samples = ["[   94.101201] vfio-pci 0000:01:00.0: Firmware has requested this device have a 1:1 IOMMU mapping, rejecting configuring the device without a 1:1 mapping. Contact your platform vendor."],
    };

    private static readonly LogSign Rmrr = new("RMRR requirement", @"(?<driver>[\w-]+) (?<address>[0-9a-f:]{7,}\.[0-7]): Device is ineligible for IOMMU domain attach due to platform RMRR requirement")
    {
        Samples = ["[   94.101201] vfio-pci 0000:05:00.0: Device is ineligible for IOMMU domain attach due to platform RMRR requirement.  Contact your platform vendor."],
    };

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Bus, 170),
        "vfio-reserved-region-refused",
        "Firmware reserved memory for the device, so it cannot be passed through",
        "The firmware asks for a fixed mapping (RMRR) for this device, usually for remote management. The kernel refuses to give the "
        + "device to a virtual machine, because the firmware would write into the guest's memory.")
    {
        Reference = "Linux iommu and intel-iommu messages",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => [OneToOne, Rmrr];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot) => Verdict.Found(snapshot.Log.Current(OneToOne, Rmrr).GroupBy(hit => hit["address"]).Select(group =>
        Find(State.Fault, Repair.ContactSupport, group.Select(hit => hit.Source),
            PlanAction.ByHand("Turn off in the firmware setup what shares memory with this slot (on HPE servers: the shared-memory features per slot), or update the firmware", Risk.Reboot, "everything on this host during the reboot"),
            PlanAction.ByHand("Try another slot", Risk.Reboot, "everything on this host while it is off")) with
        {
            Subject = PciAddress.Parse(group.Key)?.ToString(),
        }));
}
