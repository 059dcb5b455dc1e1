using System.Collections.Immutable;
using Strata.Judging;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Platform.Rules;

/// <summary>Passthrough fails because firmware or platform offers no IOMMU.</summary>
public sealed class IommuNotOffered : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Platform, 20),
        "iommu-not-present",
        "The platform offers no IOMMU group for the device",
        "The kernel found no IOMMU that covers the device: it is switched off in the firmware setup, or this board has none for "
        + "PCI Express. No kernel parameter replaces it, and without it no device can be given to a virtual machine.")
    {
        Reference = "Linux VFIO; libvirt virt-host-validate",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => IommuState.Signs;

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var state = IommuState.Of(snapshot);
        return state.Lack != IommuLack.NotOffered
            ? Verdict.Quiet
            : Verdict.Found(Find(State.Fault, Repair.ConfigFix, state.Evidence,
                PlanAction.ByHand("Turn VT-d (Intel) or IOMMU / AMD-Vi (AMD) on in the firmware setup; update the firmware if the entry is missing", Risk.Reboot, "everything on this host during the reboot"),
                PlanAction.Look("Check after the reboot: this directory must not be empty", "ls", "/sys/kernel/iommu_groups"),
                PlanAction.ByHand("If the board has no IOMMU for PCI Express, passthrough is not possible on it: run the work on the host or in a container")) with
            {
                Confidence = state.Confidence,
            });
    }
}
