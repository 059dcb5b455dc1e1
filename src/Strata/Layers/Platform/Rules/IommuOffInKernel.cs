using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Platform.Actions;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Platform.Rules;

/// <summary>Passthrough fails because the kernel runs without IOMMU.</summary>
public sealed class IommuOffInKernel : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Platform, 10),
        "iommu-not-enabled-wrong-kernel-parameter",
        "The IOMMU is off: its kernel parameter is missing or for the other processor vendor",
        "A virtual machine can own a device only through the IOMMU. Intel's needs intel_iommu=on on many kernels; AMD's is on by "
        + "itself and amd_iommu=on is no option at all. Both need VT-d or AMD-Vi switched on in the firmware setup.")
    {
        Reference = "Linux kernel parameters intel_iommu and amd_iommu; libvirt and QEMU messages",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => IommuState.Signs;

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var state = IommuState.Of(snapshot);
        if (state.Lack != IommuLack.OffInKernel)
        {
            return Verdict.Quiet.UnlessUnread(snapshot, "whether there is an IOMMU", snapshot.Platform.IommuGroups, snapshot.Platform.WantsPassthrough is not null);
        }
        return Verdict.Found(Find(State.Fault, Repair.ConfigFix, state.Evidence, Fixes(snapshot.Platform, state)) with
        {
            Confidence = state.Confidence,
            Title = state.WrongVendor switch
            {
                "amd_iommu" => "The IOMMU is off: amd_iommu=on is set, but the processor is from Intel",
                "intel_iommu" => "The IOMMU is off: intel_iommu=on is set, but the processor is from AMD",
                _ => Info.Title,
            },
        });
    }

    private static PlanAction[] Fixes(PlatformFacts platform, IommuState state)
    {
        var firmware = PlanAction.ByHand("Turn VT-d (Intel) or IOMMU / AMD-Vi (AMD) on in the firmware setup", Risk.Reboot, "everything on this host during the reboot");
        var check = PlanAction.Look("Check after the reboot: this directory must not be empty", "ls", "/sys/kernel/iommu_groups");
        return state.WrongVendor == "intel_iommu" || platform.Cpu.Or(CpuVendor.Other) == CpuVendor.Amd
            ? [firmware, .. SetKernelParameter.For(platform, "iommu=pt", "AMD's IOMMU needs no other parameter; remove intel_iommu=on and iommu=off"), check]
            : [.. SetKernelParameter.For(platform, "intel_iommu=on", "Intel processors; remove amd_iommu=on, which does nothing here"), firmware, check];
    }
}
