using System.Collections.Immutable;

namespace Strata.Snapshots;

/// <summary>
/// The words by which a large log is searched first. Few enough for one pass of vector instructions, and every trace that
/// the kernel or the driver leaves holds one of them; what only an application says is looked for in smaller texts.
/// </summary>
public static class LogGate
{
    /// <summary>The words, compared by ordinal.</summary>
    public static ImmutableArray<string> Words { get; } =
    [
        "NVRM", "nvidia", "NVIDIA", "Xid", "vfio", "VFIO", "nouveau", "NovaCore", "nova_core", "CUDA", "cuda", "NVML", "DKMS", "dkms", "AER:",
        "PCIe ", "iommu", "IOMMU", "DMAR", "AMD-Vi", "BAR ", "GPU", "nvswitch", "Linux version", "ommand line:", "ecure", "-- Boot ",
        "Hypervisor", "Loading of ", "Lockdown", "ENDBR", "suspend entry", "BOOTFB", "bridge window", "[io ",
    ];
}
