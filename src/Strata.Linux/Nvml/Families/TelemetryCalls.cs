using Strata.Linux.Nvml.Shapes;
using Strata.Linux.Nvml.Structs;

namespace Strata.Linux.Nvml.Families;

/// <summary>What a device does now.</summary>
internal static class TelemetryCalls
{
    /// <summary>Percent of the last sample period; not available while MIG is on.</summary>
    public static readonly DeviceGetter<Utilization> Utilization = new("nvmlDeviceGetUtilizationRates", 340);

    /// <summary>Bytes; reserved memory apart. The plain function counts reserved memory as used.</summary>
    public static readonly DeviceGetter<MemoryInfo2> Memory = new("nvmlDeviceGetMemoryInfo_v2", 525);
    public static readonly DeviceGetter<MemoryInfo> OlderMemory = new("nvmlDeviceGetMemoryInfo", 340);
    public static readonly DeviceGetter<Bar1Memory> Bar1Memory = new("nvmlDeviceGetBAR1MemoryInfo", 340);

    /// <summary>MHz, by clock domain.</summary>
    public static readonly DeviceKeyGetter<uint> Clock = new("nvmlDeviceGetClockInfo", 340);
    public static readonly DeviceGetter<uint> PerformanceState = new("nvmlDeviceGetPerformanceState", 340);

    /// <summary>Degrees Celsius, by sensor.</summary>
    public static readonly DeviceKeyGetter<uint> Temperature = new("nvmlDeviceGetTemperature", 340);

    /// <summary>Milliwatts; an average over a second from Ampere on.</summary>
    public static readonly DeviceGetter<uint> Power = new("nvmlDeviceGetPowerUsage", 340);
    public static readonly DeviceGetter<uint> EnforcedPowerLimit = new("nvmlDeviceGetEnforcedPowerLimit", 340);

    /// <summary>Percent and the microseconds it was sampled over.</summary>
    public static readonly DeviceTwo Encoder = new("nvmlDeviceGetEncoderUtilization", 340);
    public static readonly DeviceTwo Decoder = new("nvmlDeviceGetDecoderUtilization", 340);
    public static readonly DeviceTwo Jpeg = new("nvmlDeviceGetJpgUtilization", 535);
    public static readonly DeviceTwo OpticalFlow = new("nvmlDeviceGetOfaUtilization", 535);

    /// <summary>Bits that say why clocks are below their maximum; the same bits under both names.</summary>
    public static readonly DeviceGetter<ulong> ClocksEventReasons = new("nvmlDeviceGetCurrentClocksEventReasons", 535);
    public static readonly DeviceGetter<ulong> ClocksThrottleReasons = new("nvmlDeviceGetCurrentClocksThrottleReasons", 340);

    /// <summary>Percent of the intended speed, by fan.</summary>
    public static readonly DeviceKeyGetter<uint> FanSpeed = new("nvmlDeviceGetFanSpeed_v2", 418);

    public static readonly DeviceGetter<uint> LinkGeneration = new("nvmlDeviceGetCurrPcieLinkGeneration", 340);
    public static readonly DeviceGetter<uint> LinkWidth = new("nvmlDeviceGetCurrPcieLinkWidth", 340);
    public static readonly DeviceGetter<uint> ReplayCounter = new("nvmlDeviceGetPcieReplayCounter", 390);

    /// <summary>KiB/s by direction; samples for 20 ms, so it is never asked on a fast tick.</summary>
    public static readonly DeviceKeyGetter<uint> PcieThroughput = new("nvmlDeviceGetPcieThroughput", 390);

    public static readonly DeviceText GspFirmware = new("nvmlDeviceGetGspFirmwareVersion", 525);
    public static readonly DeviceGetter<uint> PersistenceMode = new("nvmlDeviceGetPersistenceMode", 340);
    public static readonly DeviceGetter<uint> ComputeMode = new("nvmlDeviceGetComputeMode", 340);
    public static readonly DeviceGetter<uint> DisplayActive = new("nvmlDeviceGetDisplayActive", 340);
}
