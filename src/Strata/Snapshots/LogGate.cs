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
        "NVRM", "nvidia", "NVIDIA", "Xid", "vfio", "VFIO", "nouveau", "NovaCore", "nova_core", "CUDA", "cuda", "NVML", "nvml", "DKMS", "dkms",
        "AER:", "PCIe Bus Error", "iommu", "IOMMU", "DMAR", "AMD-Vi", "BAR ", "GPU", "NCCL", "nvswitch", "fabric", "modprobe", "module",
        "ENDBR", "ecureboot", "ecure boot", "Linux version", "Command line:", "command line:", "Lockdown", "BOOTFB", "simpledrm", "efifb", "D3cold",
        "-- Boot ", "-- Reboot", "Hypervisor detected", "PM: suspend", "KV cache", "VLLM", "vllm", "unattended", "PCIe bandwidth", "avc:",
    ];
}
