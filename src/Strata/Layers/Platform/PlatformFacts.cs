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

    /// <summary>Words of the command line.</summary>
    public ImmutableArray<string> Parameters =>
        [.. (KernelCommandLine.Or("") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>What these facts say of the layer.</summary>
    public LayerDescription Describe() =>
        KernelCommandLine.IsKnown || Distribution.IsKnown
            ? new LayerDescription(Standing.Known, Distribution.Or(null)?.Name ?? "kernel command line read")
            : new LayerDescription(Standing.Unknown, "nothing read");
}
