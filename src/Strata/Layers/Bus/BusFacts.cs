using System.Collections.Immutable;
using Strata.Layers.Platform;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Bus;

/// <summary>Facts of the PCI bus.</summary>
public sealed record BusFacts
{
    /// <summary>NVIDIA functions and what shares their slots, groups and ports.</summary>
    public required Reading<ImmutableArray<PciFunction>> Functions { get; init; }

    /// <summary>True when the whole bus was listed, so that what is not in <see cref="Functions"/> is not there.</summary>
    public bool IsComplete { get; init; }

    /// <summary>NVIDIA GPUs, by address, without virtual functions; empty when none is known.</summary>
    public ImmutableArray<PciFunction> Gpus => [.. Functions.Or([]).Where(function => function.IsGpu && !function.IsVirtual).OrderBy(function => function.Address)];

    /// <summary>NVIDIA GPUs that are set aside for virtual machines.</summary>
    public ImmutableArray<PciFunction> PassedThrough => [.. Gpus.Where(gpu => gpu.IsForVms)];

    /// <summary>NVIDIA GPUs that the host is to drive itself: not bound for virtual machines, and not meant to be.</summary>
    public ImmutableArray<PciFunction> HostGpus =>
        [.. Gpus.Where(gpu => !gpu.IsForVms && (gpu.Driver.IsKnown || !WantedForVms.Contains(gpu.PciId)))];

    /// <summary>Models, such as <c>10de:2684</c>, that vfio-pci is told to take.</summary>
    public ImmutableArray<string> WantedForVms { get; init; } = [];

    /// <summary>Options for vfio modules in the configuration of modprobe.</summary>
    public Reading<ImmutableArray<ModuleOption>> VfioOptions { get; init; } = Reading.NotLooked<ImmutableArray<ModuleOption>>("modprobe.d");

    /// <summary>Content of the running kernel's initial RAM disk; looked for only when a driver of the host has a GPU that another one should have.</summary>
    public Reading<InitrdContent> RunningInitrd { get; init; } = Reading.NotLooked<InitrdContent>("initial RAM disk");

    /// <summary>Claims on the memory of GPUs in /proc/iomem, such as a boot framebuffer.</summary>
    public ImmutableArray<MemoryClaim> MemoryClaims { get; init; } = [];

    /// <summary>Links as `nvidia-smi -q` tells them.</summary>
    public Reading<ImmutableArray<SmiLink>> SmiLinks { get; init; } = Reading.NotLooked<ImmutableArray<SmiLink>>("nvidia-smi -q");

    /// <summary>Hours since the machine was started.</summary>
    public Reading<double> Uptime { get; init; } = Reading.NotLooked<double>("/proc/uptime");

    /// <summary>Place of a trace that an NVIDIA driver is installed here; null when none was seen.</summary>
    public Source? DriverTrace { get; init; }

    /// <summary>The function at an address, or null.</summary>
    public PciFunction? At(PciAddress address) => Functions.Or([]).FirstOrDefault(function => function.Address == address);

    /// <summary>Functions of the same slot, the given one left out.</summary>
    public IEnumerable<PciFunction> InSlotOf(PciFunction function) =>
        Functions.Or([]).Where(other => other.Address.Slot == function.Address.Slot && other.Address != function.Address);

    /// <summary>Functions of the same IOMMU group, the given one left out.</summary>
    public IEnumerable<PciFunction> InGroupOf(PciFunction function) => function.IommuGroup.TryGet(out var group)
        ? Functions.Or([]).Where(other => other.Address != function.Address && other.IommuGroup.TryGet(out var its) && its == group)
        : [];

    /// <summary>What these facts say of the layer.</summary>
    public LayerDescription Describe()
    {
        if (!Functions.IsKnown)
        {
            return new LayerDescription(Standing.Unknown, "the PCI bus could not be read");
        }
        if (Gpus.Length == 0)
        {
            return new LayerDescription(IsComplete ? Standing.Known : Standing.Unknown, "no NVIDIA GPU");
        }
        var passed = PassedThrough.Length;
        var count = Gpus.Length == 1 ? "1 NVIDIA GPU" : $"{Gpus.Length} NVIDIA GPUs";
        return new LayerDescription(Standing.Known, passed == 0 ? count : $"{count}, {passed} for virtual machines");
    }
}

/// <summary>Memory of a PCI function that something holds.</summary>
/// <param name="Owner">The function whose memory it is.</param>
/// <param name="Holder">Who holds a part of it, as /proc/iomem names it.</param>
/// <param name="Source">Where it stands.</param>
public sealed record MemoryClaim(PciAddress Owner, string Holder, Source Source);
