using System.Collections.Immutable;
using Strata.Judging;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Bus.Vfio.Rules;

/// <summary>The IOMMU cannot remap interrupts, so VFIO refuses the device.</summary>
public sealed class VfioInterruptsNotRemapped : Rule
{
    private static readonly LogSign Refused = new("set iommu for container", @"(?i:failed to set iommu for container): Operation not permitted")
    {
        Samples = ["vfio 0001:01:00.0: failed to setup container for group 2: Failed to set iommu for container: Operation not permitted"],
    };

    private static readonly LogSign NoRemapping = new("o interrupt remapping", @"No interrupt remapping (?:support|for)")
    {
        Samples = ["vfio_iommu_type1_attach_group: No interrupt remapping support.  Use the module param \"allow_unsafe_interrupts\" to enable VFIO IOMMU support on this platform"],
    };

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Bus, 180),
        "vfio-interrupts-not-remapped",
        "The platform cannot remap interrupts, so VFIO refuses the device",
        "Without interrupt remapping a guest could send interrupts to the host as if they came from the device. VFIO therefore refuses "
        + "unless the administrator accepts that risk.")
    {
        DependsOn = ["iommu-not-present", "iommu-not-enabled-wrong-kernel-parameter"],
        Reference = "Linux vfio_iommu_type1 parameter allow_unsafe_interrupts",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => [Refused, NoRemapping];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var hits = snapshot.Log.Current(Refused, NoRemapping);
        return hits.IsEmpty ? Verdict.Quiet : Verdict.Found(Find(State.Fault, Repair.ConfigFix, hits.Select(hit => hit.Source),
            PlanAction.ByHand("Turn interrupt remapping on in the firmware setup (VT-d interrupt remapping, x2APIC), and remove intremap=off from the kernel command line", Risk.Reboot, "everything on this host during the reboot"),
            PlanAction.ByHand("Only for guests that you trust: options vfio_iommu_type1 allow_unsafe_interrupts=1 in /etc/modprobe.d/vfio.conf", needsRoot: true)));
    }
}
