namespace Strata.Sampling;

/// <summary>What is read of a GPU on every fast tick, in base units. A null was not told by the driver; it is never a zero.</summary>
public sealed record GpuSample
{
    /// <summary>Part of the time in which a kernel ran, 0 to 1; not told while MIG is on.</summary>
    public double? Utilization { get; init; }

    /// <summary>Part of the time in which memory was read or written, 0 to 1.</summary>
    public double? MemoryUtilization { get; init; }

    /// <summary>Load of the encoder, 0 to 1.</summary>
    public double? EncoderUtilization { get; init; }

    /// <summary>Load of the decoder, 0 to 1.</summary>
    public double? DecoderUtilization { get; init; }

    /// <summary>Memory of the board in bytes.</summary>
    public double? MemoryTotalBytes { get; init; }

    /// <summary>Memory in use, without what the driver reserves.</summary>
    public double? MemoryUsedBytes { get; init; }

    /// <summary>Memory that is free.</summary>
    public double? MemoryFreeBytes { get; init; }

    /// <summary>Memory that the driver and the firmware keep; null from drivers that count it as used.</summary>
    public double? MemoryReservedBytes { get; init; }

    /// <summary>Graphics clock.</summary>
    public double? GraphicsClockHertz { get; init; }

    /// <summary>Clock of the streaming multiprocessors.</summary>
    public double? SmClockHertz { get; init; }

    /// <summary>Clock of the memory.</summary>
    public double? MemoryClockHertz { get; init; }

    /// <summary>Clock of the video engines.</summary>
    public double? VideoClockHertz { get; init; }

    /// <summary>Performance state, 0 fastest to 15 slowest.</summary>
    public int? PerformanceState { get; init; }

    /// <summary>Temperature of the GPU.</summary>
    public double? Celsius { get; init; }

    /// <summary>Temperature of the memory; boards with HBM.</summary>
    public double? MemoryCelsius { get; init; }

    /// <summary>Power that the board draws; an average over a second from Ampere on.</summary>
    public double? PowerWatts { get; init; }

    /// <summary>Power at this moment; branch 535 and newer.</summary>
    public double? InstantPowerWatts { get; init; }

    /// <summary>Energy since the driver was loaded.</summary>
    public double? EnergyJoules { get; init; }

    /// <summary>Limit of power in force.</summary>
    public double? PowerLimitWatts { get; init; }

    /// <summary>Why clocks are below their maximum.</summary>
    public ClockReasons? ClockReasons { get; init; }

    /// <summary>Seconds that clocks were lowered since the driver was loaded, by reason.</summary>
    public SlowdownTimes Slowdown { get; init; } = new();

    /// <summary>Memory errors and repairs.</summary>
    public MemoryHealth MemoryHealth { get; init; } = new();

    /// <summary>State and traffic of the PCIe link.</summary>
    public PcieSample Pcie { get; init; } = new();

    /// <summary>Bytes sent over all NVLinks.</summary>
    public double? NvLinkSentBytes { get; init; }

    /// <summary>Bytes received over all NVLinks.</summary>
    public double? NvLinkReceivedBytes { get; init; }

    /// <summary>What its units did over the last seconds; Hopper and newer.</summary>
    public UnitActivity? Units { get; init; }

    /// <summary>Errors of all NVLinks.</summary>
    public NvLinkErrors NvLinkErrors { get; init; } = new();

    /// <summary>What the driver wants done: 0 nothing, 1 reset, 2 reboot, 3 drain, 4 drain and reset; branch 570 and newer.</summary>
    public int? RecoveryAction { get; init; }
}
