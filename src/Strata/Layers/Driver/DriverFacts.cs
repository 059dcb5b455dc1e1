using System.Collections.Immutable;
using Strata.Layers.Bus;
using Strata.Layers.Driver.Xid;
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

/// <summary>Facts of the loaded driver and the GPUs behind it.</summary>
public sealed record DriverFacts
{
    /// <summary>Loaded modules named nvidia*, nouveau, nova*, vfio*, bbswitch and gdrdrv.</summary>
    public required Reading<ImmutableArray<LoadedModule>> Modules { get; init; }

    /// <summary>Version of the loaded nvidia module; absent when it is not loaded.</summary>
    public required Reading<DriverVersion> LoadedVersion { get; init; }

    /// <summary>Flavour of the loaded module.</summary>
    public required Flavour Flavour { get; init; }

    /// <summary>How NVML answers.</summary>
    public required Reading<NvmlAnswer> Nvml { get; init; }

    /// <summary>State of each GPU.</summary>
    public required Reading<ImmutableArray<GpuState>> Gpus { get; init; }

    /// <summary>Every refusal of NVML that was written down, for the whole library or for one GPU.</summary>
    public ImmutableArray<NvmlFailure> NvmlFailures { get; init; } = [];

    /// <summary>GPUs that the driver lists and that do not answer; known only where a sampler asks.</summary>
    public ImmutableArray<SilentGpu> Silent { get; init; } = [];

    /// <summary>GPUs whose InfoROM nvidia-smi calls corrupted; null where it does not name the GPU.</summary>
    public ImmutableArray<(PciAddress? Gpu, Source Source)> DamagedInforoms { get; init; } = [];

    /// <summary>Xids of every era, in the order they were written.</summary>
    public ImmutableArray<XidEvent> Xids { get; init; } = [];

    /// <summary>SXids of NVSwitches, of every era.</summary>
    public ImmutableArray<SxidEvent> Sxids { get; init; } = [];

    /// <summary>What keeps the GPUs initialised between programs.</summary>
    public PersistenceFacts Persistence { get; init; } = new();

    /// <summary>Effective module parameters, by name without <c>NVreg_</c>.</summary>
    public Reading<ImmutableDictionary<string, string>> Parameters { get; init; } = Reading.NotLooked<ImmutableDictionary<string, string>>("/proc/driver/nvidia/params");

    /// <summary>Device nodes that were looked for, by path.</summary>
    public ImmutableDictionary<string, Reading<FileStatus>> Nodes { get; init; } = ImmutableDictionary<string, Reading<FileStatus>>.Empty;

    /// <summary>Xids of the current boot.</summary>
    public ImmutableArray<XidEvent> CurrentXids => [.. Xids.Where(xid => xid.Era == Era.Current)];

    /// <summary>True when NVML answers now, asked directly and not through a log.</summary>
    public bool NvmlWorks => Nvml.TryGet(out var answer) && answer.Works;

    /// <summary>A loaded module by name, or null.</summary>
    public LoadedModule? Module(string name) => Modules.Or([]).FirstOrDefault(module => module.Name == name);

    /// <summary>Whether the nvidia module is loaded, as far as anything tells.</summary>
    public Reading<bool> IsLoaded => LoadedVersion switch
    {
        Reading<DriverVersion>.Known known => Reading.Known(value: true, known.Source),
        Reading<DriverVersion>.Absent absent => Reading.Known(value: false, absent.Source),
        _ => Modules.Map(modules => modules.Any(module => module.Name == "nvidia")),
    };

    /// <summary>What these facts say of the layer.</summary>
    public LayerDescription Describe()
    {
        if (Nvml.TryGet(out var nvml) && nvml.Works)
        {
            var answers = nvml.DriverVersion is null ? "NVML answers" : $"driver {nvml.DriverVersion}, NVML answers";
            return Silent.IsEmpty
                ? new LayerDescription(Standing.Known, answers)
                : new LayerDescription(Standing.Unknown, $"{answers}, but not for {string.Join(", ", Silent.Select(gpu => gpu.Subject))}");
        }
        return LoadedVersion switch
        {
            Reading<DriverVersion>.Known known => new LayerDescription(Standing.Unknown, $"driver {known.Value} loaded"),
            Reading<DriverVersion>.Absent => new LayerDescription(Standing.Unknown, "driver not loaded"),
            _ => new LayerDescription(Standing.Unknown, "driver not seen"),
        };
    }
}
