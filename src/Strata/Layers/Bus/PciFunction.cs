using System.Collections.Immutable;
using Strata.Machine;

namespace Strata.Layers.Bus;

/// <summary>Speed and width of a PCIe link.</summary>
/// <param name="Generation">1 for 2.5 GT/s, 2 for 5, 3 for 8, 4 for 16, 5 for 32, 6 for 64.</param>
/// <param name="Width">Lanes.</param>
public readonly record struct PcieLink(int Generation, int Width)
{
    /// <inheritdoc/>
    public override string ToString() => $"gen{Generation} x{Width}";
}

/// <summary>One base address register.</summary>
/// <param name="Index">Number of the register, 0 to 5.</param>
/// <param name="Address">Start address; null when none is assigned.</param>
/// <param name="Size">Size in bytes; zero when the source does not tell.</param>
/// <param name="Source">Where it was read.</param>
public sealed record PciBar(int Index, ulong? Address, ulong Size, Source Source);

/// <summary>Error totals of the advanced error reporting of one function, since boot.</summary>
/// <param name="Correctable">Corrected link errors.</param>
/// <param name="NonFatal">Uncorrected errors that lost one transaction.</param>
/// <param name="Fatal">Uncorrected errors that made the link unreliable.</param>
public readonly record struct AerCounters(long Correctable, long NonFatal, long Fatal);

/// <summary>Access control bits that send traffic between devices up to the root instead of across a switch.</summary>
/// <param name="RequestRedirect">P2P requests are redirected upstream.</param>
/// <param name="CompletionRedirect">P2P completions are redirected upstream.</param>
/// <param name="UpstreamForwarding">Requests that came from below are forwarded upstream.</param>
public readonly record struct AcsControl(bool RequestRedirect, bool CompletionRedirect, bool UpstreamForwarding)
{
    /// <summary>True when GPU-to-GPU traffic takes the way through the root and its IOMMU.</summary>
    public bool Redirects => RequestRedirect || CompletionRedirect;
}

/// <summary>One PCI function: an NVIDIA function or a companion of one.</summary>
/// <param name="Address">Address.</param>
/// <param name="Class">Class code, such as 0x030000.</param>
/// <param name="Vendor">Vendor id, 0x10de for NVIDIA.</param>
/// <param name="Device">Device id.</param>
public sealed record PciFunction(PciAddress Address, int Class, int Vendor, int Device)
{
    /// <summary>NVIDIA's vendor id.</summary>
    public const int Nvidia = 0x10de;

    /// <summary>Name as lspci prints it or as NVIDIA's table has it.</summary>
    public string? Name { get; init; }

    /// <summary>Where the function was seen.</summary>
    public required Source Source { get; init; }

    /// <summary>Kernel driver in use; absent when none is bound.</summary>
    public Reading<string> Driver { get; init; } = Reading.NotLooked<string>("driver in use");

    /// <summary>Kernel modules that claim the device for the running kernel.</summary>
    public Reading<ImmutableArray<string>> Modules { get; init; } = Reading.NotLooked<ImmutableArray<string>>("kernel modules");

    /// <summary>False when configuration space reads all ones: the device no longer answers.</summary>
    public Reading<bool> Answers { get; init; } = Reading.NotLooked<bool>("configuration space");

    /// <summary>Link in use now; an idle GPU runs it slowly on purpose.</summary>
    public Reading<PcieLink> Link { get; init; } = Reading.NotLooked<PcieLink>("link status");

    /// <summary>Link that the device is capable of.</summary>
    public Reading<PcieLink> LinkCapability { get; init; } = Reading.NotLooked<PcieLink>("link capability");

    /// <summary>Link that the port above is capable of.</summary>
    public Reading<PcieLink> PortCapability { get; init; } = Reading.NotLooked<PcieLink>("link capability of the port above");

    /// <summary>Address of the port above.</summary>
    public PciAddress? Port { get; init; }

    /// <summary>Number of the IOMMU group.</summary>
    public Reading<int> IommuGroup { get; init; } = Reading.NotLooked<int>("IOMMU group");

    /// <summary>Subsystem vendor and device, such as <c>1043:877f</c>.</summary>
    public string? Subsystem { get; init; }

    /// <summary>Ports above, nearest first.</summary>
    public ImmutableArray<PciAddress> Ports { get; init; } = [];

    /// <summary>Buses below a bridge: the nearest and the last one.</summary>
    public (byte Secondary, byte Subordinate)? Below { get; init; }

    /// <summary>Base address registers that are implemented.</summary>
    public Reading<ImmutableArray<PciBar>> Bars { get; init; } = Reading.NotLooked<ImmutableArray<PciBar>>("BARs");

    /// <summary>Error totals since boot.</summary>
    public Reading<AerCounters> Aer { get; init; } = Reading.NotLooked<AerCounters>("AER counters");

    /// <summary>Access control of a bridge.</summary>
    public Reading<AcsControl> Acs { get; init; } = Reading.NotLooked<AcsControl>("ACS control");

    /// <summary>Driver that alone may bind this function.</summary>
    public Reading<string> DriverOverride { get; init; } = Reading.NotLooked<string>("driver_override");

    /// <summary>Ways to reset this function, in order; empty when the kernel knows none.</summary>
    public Reading<ImmutableArray<string>> ResetMethods { get; init; } = Reading.NotLooked<ImmutableArray<string>>("reset_method");

    /// <summary>Whether the power may be cut while the function is idle.</summary>
    public Reading<bool> D3coldAllowed { get; init; } = Reading.NotLooked<bool>("d3cold_allowed");

    /// <summary>Runtime power state, such as <c>active</c> or <c>suspended</c>.</summary>
    public Reading<string> RuntimeStatus { get; init; } = Reading.NotLooked<string>("power/runtime_status");

    /// <summary>PCI power state, such as <c>D0</c> or <c>D3cold</c>.</summary>
    public Reading<string> PowerState { get; init; } = Reading.NotLooked<string>("power_state");

    /// <summary>NUMA node; -1 means that firmware names none.</summary>
    public Reading<int> NumaNode { get; init; } = Reading.NotLooked<int>("numa_node");

    /// <summary>True when firmware set this function up as the boot display.</summary>
    public Reading<bool> IsBootDisplay { get; init; } = Reading.NotLooked<bool>("boot_vga");

    /// <summary>True for a virtual function, which shares the link and the life of its physical one.</summary>
    public bool IsVirtual { get; init; }

    /// <summary>True when a passthrough driver owns the function.</summary>
    public bool IsForVms => Driver.Or(null) is "vfio-pci" or "pciback" or "xen-pciback" or "pci-stub" or "nvgrace-gpu-vfio-pci" or "nvgrace_gpu_vfio_pci";

    /// <summary>True for a bridge or a port, which no VM owns.</summary>
    public bool IsBridge => Class >> 16 == 0x06 && !IsNvSwitch;

    /// <summary>True for an NVSwitch.</summary>
    public bool IsNvSwitch => Vendor == Nvidia && Class >> 8 == 0x0680;

    /// <summary>True for a display or 3D controller of NVIDIA; its audio, USB and UCSI functions are not GPUs.</summary>
    public bool IsGpu => Vendor == Nvidia && Class >> 8 is 0x0300 or 0x0302;

    /// <summary>Vendor and device id as <c>10de:2231</c>.</summary>
    public string PciId => $"{Vendor:x4}:{Device:x4}";
}
