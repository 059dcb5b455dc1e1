using System.Collections.Immutable;
using Strata.Layers.Kernel;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Driver;

/// <summary>Reads the loaded driver and what it says of its GPUs.</summary>
public static class DriverCollector
{
    /// <summary>Collects the facts.</summary>
    public static DriverFacts Collect(IMachine machine, LogFacts log) => new()
    {
        Modules = Reading.NotLooked<ImmutableArray<LoadedModule>>("/proc/modules"),
        LoadedVersion = Reading.NotLooked<DriverVersion>("/proc/driver/nvidia/version"),
        Flavour = Flavour.Unknown,
        Nvml = Reading.NotLooked<NvmlAnswer>("nvidia-smi"),
        Gpus = Reading.NotLooked<ImmutableArray<GpuState>>("nvidia-smi -q"),
    };
}
