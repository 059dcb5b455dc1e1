using Strata.Layers.Bus;

namespace Strata.Sampling;

/// <summary>What does not change of a GPU while its driver runs. A null was not told.</summary>
/// <param name="Index">Index in the order of the driver.</param>
/// <param name="Uuid">Its identity, such as <c>GPU-4d2a...</c>.</param>
/// <param name="Address">Its place on the bus.</param>
/// <param name="Name">Name of the product.</param>
public sealed record GpuIdentity(int Index, string Uuid, PciAddress Address, string Name)
{
    /// <summary>Minor number of its device node.</summary>
    public int? Minor { get; init; }

    /// <summary>Vendor and device id, such as <c>10de:2330</c>.</summary>
    public string? PciId { get; init; }

    /// <summary>Subsystem id.</summary>
    public string? SubsystemId { get; init; }

    /// <summary>Serial number of the board.</summary>
    public string? Serial { get; init; }

    /// <summary>Version of its VBIOS.</summary>
    public string? Vbios { get; init; }

    /// <summary>Compute capability, such as <c>9.0</c>.</summary>
    public string? ComputeCapability { get; init; }

    /// <summary>Version of the GSP firmware that runs; null where the driver does without.</summary>
    public string? GspFirmware { get; init; }

    /// <summary>NUMA node.</summary>
    public int? NumaNode { get; init; }

    /// <summary>Highest generation of its PCIe link.</summary>
    public int? MaximumLinkGeneration { get; init; }

    /// <summary>Highest number of lanes.</summary>
    public int? MaximumLinkWidth { get; init; }

    /// <summary>Highest clocks in hertz.</summary>
    public double? MaximumGraphicsClockHertz { get; init; }

    /// <summary>Highest clock of the streaming multiprocessors in hertz.</summary>
    public double? MaximumSmClockHertz { get; init; }

    /// <summary>Highest clock of the memory in hertz.</summary>
    public double? MaximumMemoryClockHertz { get; init; }

    /// <summary>Limit of power that the board comes with.</summary>
    public double? DefaultPowerLimitWatts { get; init; }

    /// <summary>Lowest limit of power that can be set.</summary>
    public double? MinimumPowerLimitWatts { get; init; }

    /// <summary>Highest limit of power that can be set.</summary>
    public double? MaximumPowerLimitWatts { get; init; }

    /// <summary>Temperature at which the clocks go down.</summary>
    public double? SlowdownCelsius { get; init; }

    /// <summary>Temperature at which the GPU is shut down.</summary>
    public double? ShutdownCelsius { get; init; }
}
