using System.Collections.Immutable;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Platform;

/// <summary>Maker of the processor, which decides the IOMMU's kernel parameter.</summary>
public enum CpuVendor
{
    /// <summary>Not recognised.</summary>
    Other,

    /// <summary>Intel: VT-d.</summary>
    Intel,

    /// <summary>AMD: AMD-Vi.</summary>
    Amd,

    /// <summary>Arm: SMMU.</summary>
    Arm,
}

/// <summary>What keeps the kernel command line.</summary>
public enum BootLoader
{
    /// <summary>Not recognised.</summary>
    Unknown,

    /// <summary>GRUB with /etc/default/grub.</summary>
    Grub,

    /// <summary>systemd-boot with /etc/kernel/cmdline.</summary>
    SystemdBoot,

    /// <summary>proxmox-boot-tool with /etc/kernel/cmdline.</summary>
    ProxmoxBoot,
}

/// <summary>Facts of firmware, processor and kernel command line.</summary>
public sealed record PlatformFacts
{
    /// <summary>Distribution.</summary>
    public required Reading<Distribution> Distribution { get; init; }

    /// <summary>Command line of the running kernel.</summary>
    public required Reading<string> KernelCommandLine { get; init; }

    /// <summary>Whether Secure Boot is enforced.</summary>
    public required Reading<bool> SecureBoot { get; init; }

    /// <summary>Kernel lockdown mode: none, integrity, confidentiality.</summary>
    public required Reading<string> Lockdown { get; init; }

    /// <summary>Maker of the processor.</summary>
    public required Reading<CpuVendor> Cpu { get; init; }

    /// <summary>Number of IOMMU groups; zero means that the IOMMU is off or absent.</summary>
    public required Reading<int> IommuGroups { get; init; }

    /// <summary>Hypervisor under this host, or <c>none</c>.</summary>
    public required Reading<string> Hypervisor { get; init; }

    /// <summary>Whether interrupts are remapped, which safe passthrough needs; known only when the kernel said so.</summary>
    public Reading<bool> InterruptRemapping { get; init; } = Reading.NotLooked<bool>("interrupt remapping");

    /// <summary>Huge pages that are set aside.</summary>
    public Reading<int> HugePages { get; init; } = Reading.NotLooked<int>("/proc/meminfo");

    /// <summary>Configuration of modprobe.</summary>
    public Reading<ModprobeConfig> Modprobe { get; init; } = Reading.NotLooked<ModprobeConfig>("modprobe.d");

    /// <summary>Place of a trace that somebody wants passthrough on this host; null when none was seen.</summary>
    public Source? WantsPassthrough { get; init; }

    /// <summary>What keeps the kernel command line.</summary>
    public BootLoader BootLoader { get; init; }

    /// <summary>True when this machine is known to be a virtual machine.</summary>
    public bool IsGuest => Hypervisor.TryGet(out var name) && name != "none";

    /// <summary>Value of a parameter such as <c>intel_iommu</c>, an empty string when it stands alone, null when it is not there.</summary>
    public string? Parameter(string name)
    {
        string? value = null;
        foreach (var word in Parameters)
        {
            if (word == name)
            {
                value = "";
            }
            else if (word.StartsWith(name, StringComparison.Ordinal) && word.Length > name.Length && word[name.Length] == '=')
            {
                value = word[(name.Length + 1)..];
            }
        }
        return value;
    }

    /// <summary>Words of the command line.</summary>
    public ImmutableArray<string> Parameters =>
        [.. (KernelCommandLine.Or("") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>What these facts say of the layer.</summary>
    public LayerDescription Describe() =>
        KernelCommandLine.IsKnown || Distribution.IsKnown
            ? new LayerDescription(Standing.Known, Distribution.Or(null)?.Name ?? "kernel command line read")
            : new LayerDescription(Standing.Unknown, "nothing read");
}
