using System.Collections.Immutable;
using Strata.Layers.Bus;
using Strata.Layers.Kernel;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Driver;

/// <summary>Which kernel modules NVIDIA offers.</summary>
public enum Flavour
{
    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>No NVIDIA module is loaded.</summary>
    None,

    /// <summary>Proprietary modules.</summary>
    Proprietary,

    /// <summary>Open modules, which need a GPU with GSP (Turing and newer).</summary>
    Open,
}

/// <summary>A loaded kernel module.</summary>
/// <param name="Name">Name as in /proc/modules.</param>
/// <param name="UseCount">Number of users.</param>
/// <param name="UsedBy">Modules that use it.</param>
/// <param name="Source">Where it was read.</param>
public sealed record LoadedModule(string Name, int UseCount, ImmutableArray<string> UsedBy, Source Source);

/// <summary>How NVML or nvidia-smi answered.</summary>
/// <param name="Code">NVML return code; 0 is success (source: nvml.h).</param>
/// <param name="DriverVersion">Driver version that it reports.</param>
/// <param name="LibraryVersion">Version of the library itself, where printed.</param>
/// <param name="CudaVersion">Highest CUDA version of the driver.</param>
/// <param name="Text">The line that says it.</param>
public sealed record NvmlAnswer(int Code, DriverVersion? DriverVersion, DriverVersion? LibraryVersion, string? CudaVersion, string Text)
{
    /// <summary>True when NVML works.</summary>
    public bool Works => Code == 0;
}

/// <summary>State of one GPU as the driver tells it.</summary>
/// <param name="Address">PCI address.</param>
/// <param name="Source">Where it was read.</param>
public sealed record GpuState(PciAddress Address, Source Source)
{
    /// <summary>Product name.</summary>
    public string? Name { get; init; }

    /// <summary>UUID.</summary>
    public string? Uuid { get; init; }

    /// <summary>Fields of `nvidia-smi -q` by path with <c>/</c>, such as <c>ECC Mode/Current</c>, each with its place.</summary>
    public ImmutableDictionary<string, Reading<string>> Fields { get; init; } = ImmutableDictionary<string, Reading<string>>.Empty;

    /// <summary>A field, or an absent reading.</summary>
    public Reading<string> Field(string path) => Fields.GetValueOrDefault(path) ?? Reading.NotLooked<string>(path);
}

/// <summary>Facts of the loaded driver and the GPUs behind it.</summary>
public sealed record DriverFacts
{
    /// <summary>Loaded modules named nvidia*, nouveau, nova* and vfio*.</summary>
    public required Reading<ImmutableArray<LoadedModule>> Modules { get; init; }

    /// <summary>Version of the loaded nvidia module; absent when it is not loaded.</summary>
    public required Reading<DriverVersion> LoadedVersion { get; init; }

    /// <summary>Flavour of the loaded module.</summary>
    public required Flavour Flavour { get; init; }

    /// <summary>How NVML answers.</summary>
    public required Reading<NvmlAnswer> Nvml { get; init; }

    /// <summary>State of each GPU.</summary>
    public required Reading<ImmutableArray<GpuState>> Gpus { get; init; }

    /// <summary>What these facts say of the layer.</summary>
    public LayerDescription Describe()
    {
        if (Nvml.TryGet(out var nvml) && nvml.Works)
        {
            return new LayerDescription(Standing.Known, $"driver {nvml.DriverVersion}, NVML answers");
        }
        return LoadedVersion switch
        {
            Reading<DriverVersion>.Known known => new LayerDescription(Standing.Unknown, $"driver {known.Value} loaded"),
            Reading<DriverVersion>.Absent => new LayerDescription(Standing.Unknown, "driver not loaded"),
            _ => new LayerDescription(Standing.Unknown, "driver not seen"),
        };
    }
}
