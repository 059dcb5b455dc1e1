using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Platform;

/// <summary>Reads firmware, processor and kernel command line.</summary>
public static class PlatformCollector
{
    /// <summary>Collects the facts.</summary>
    public static PlatformFacts Collect(IMachine machine, LogFacts log) => new()
    {
        Distribution = Reading.NotLooked<Distribution>("distribution"),
        KernelCommandLine = Reading.NotLooked<string>("/proc/cmdline"),
        SecureBoot = Reading.NotLooked<bool>("Secure Boot"),
        Lockdown = Reading.NotLooked<string>("lockdown"),
        Cpu = Reading.NotLooked<CpuVendor>("/proc/cpuinfo"),
        IommuGroups = Reading.NotLooked<int>("IOMMU groups"),
        Hypervisor = Reading.NotLooked<string>("hypervisor"),
    };
}
