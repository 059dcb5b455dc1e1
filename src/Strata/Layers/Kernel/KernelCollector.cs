using System.Collections.Immutable;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Kernel;

/// <summary>Reads kernels, module files and DKMS.</summary>
public static class KernelCollector
{
    /// <summary>Collects the facts.</summary>
    public static KernelFacts Collect(IMachine machine, LogFacts log) => new()
    {
        Running = Reading.NotLooked<string>("running kernel"),
        Installed = Reading.NotLooked<ImmutableArray<InstalledKernel>>("installed kernels"),
        NextBoot = Reading.NotLooked<string>("next boot"),
        Dkms = Reading.NotLooked<ImmutableArray<DkmsEntry>>("dkms status"),
        RunningModules = Reading.NotLooked<ImmutableArray<ModuleFile>>("module files"),
    };
}
