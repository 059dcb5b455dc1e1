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

    /// <summary>True for a display or 3D controller of NVIDIA; its audio, USB and UCSI functions are not GPUs.</summary>
    public bool IsGpu => Vendor == Nvidia && Class >> 8 is 0x0300 or 0x0302;

    /// <summary>Vendor and device id as <c>10de:2231</c>.</summary>
    public string PciId => $"{Vendor:x4}:{Device:x4}";
}
