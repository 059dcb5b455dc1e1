using System.Collections.Immutable;
using Strata.Judging;

namespace Strata.Snapshots;

/// <summary>
/// The few words of which every sign's literal contains at least one. A search for a few dozen words runs on vector
/// instructions; one for all literals does not.
/// </summary>
public static class LogGate
{
    private static readonly ImmutableArray<string> Common =
    [
        "NVRM", "nvidia", "NVIDIA", "Xid", "vfio", "VFIO", "nouveau", "nova", "CUDA", "cuda", "NVML", "GPU", "DKMS", "dkms", "pcieport", "AER:",
        "iommu", "IOMMU", "DMAR", "AMD-Vi", "BAR ", "modprobe", "module", "libcuda", "CDI", "containerd", "docker", "libvirt", "avc:", "container_t",
        "NVSwitch", "fabric", "Linux version", "ommand line", "ecure boot", "systemctl", "apt", "dpkg", "unattended", "headers", "NCCL", "vLLM", "torch", "KV cache",
    ];

    /// <summary>The words for a set of signs: common ones that occur in a literal, and each literal that no common word covers.</summary>
    public static ImmutableArray<string> Of(IEnumerable<LogSign> signs)
    {
        var needles = signs.Select(sign => sign.Needle).Distinct(StringComparer.Ordinal).ToList();
        var used = Common.Where(word => needles.Exists(needle => needle.Contains(word, StringComparison.Ordinal))).ToList();
        var uncovered = needles.Where(needle => !used.Exists(word => needle.Contains(word, StringComparison.Ordinal)));
        return [.. used.Concat(uncovered).Order(StringComparer.Ordinal)];
    }
}
