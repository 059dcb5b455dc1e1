using System.Collections.Immutable;
using Strata.Layers.Driver.Xid;
using Strata.Sampling;

namespace Strata.Metrics;

/// <summary>
/// The counters of dcgm-exporter under their old names, with its labels and units, so that dashboards and rules written for it go
/// on working (source: its default-counters.csv, with those that it has and does not enable). What plain NVML cannot tell is
/// absent.
/// </summary>
public static class DcgmMetrics
{
    private const double Mega = 1e6;
    private const double Mebi = 1024 * 1024;
    private const double Kibi = 1024;
    private const double ThousandthsOfOne = 1e3;
    private const double BillionthsOfOne = 1e9;
    private const double Percent = 100;

    private static readonly Rows Gpu = new((host, gpu) =>
    [
        ("gpu", Rows.Text(gpu.Index)),
        ("UUID", gpu.Identity?.Uuid ?? ""),
        ("pci_bus_id", Rows.BusId(gpu)),
        ("device", $"nvidia{gpu.Identity?.Minor ?? gpu.Index}"),
        ("modelName", gpu.Identity?.Name ?? ""),
        ("Hostname", host.HostName),
        ("DCGM_FI_DRIVER_VERSION", host.Driver?.Version ?? ""),
    ]);

    /// <summary>The table.</summary>
    public static ImmutableArray<Metric> Table { get; } = [.. Load, .. Memory, .. Errors, .. Slowdowns, .. Links, .. Profiling];

    private static ImmutableArray<Metric> Load =>
    [
        Gpu.Gauge("DCGM_FI_DEV_SM_CLOCK", "SM clock frequency (in MHz).", gpu => gpu.Sample?.SmClockHertz / Mega),
        Gpu.Gauge("DCGM_FI_DEV_MEM_CLOCK", "Memory clock frequency (in MHz).", gpu => gpu.Sample?.MemoryClockHertz / Mega),
        Gpu.Gauge("DCGM_FI_DEV_MEMORY_TEMP", "Memory temperature (in C).", gpu => gpu.Sample?.MemoryCelsius),
        Gpu.Gauge("DCGM_FI_DEV_GPU_TEMP", "GPU temperature (in C).", gpu => gpu.Sample?.Celsius),
        Gpu.Gauge("DCGM_FI_DEV_POWER_USAGE", "Power draw (in W).", gpu => gpu.Sample?.PowerWatts),
        Gpu.Counter("DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION", "Energy since the driver was loaded (in mJ).", gpu => Whole(gpu.Sample?.EnergyJoules, ThousandthsOfOne)),
        Gpu.Gauge("DCGM_FI_DEV_GPU_UTIL", "GPU utilization (in %).", gpu => Whole(gpu.Sample?.Utilization, Percent)),
        Gpu.Gauge("DCGM_FI_DEV_MEM_COPY_UTIL", "Memory utilization (in %).", gpu => Whole(gpu.Sample?.MemoryUtilization, Percent)),
        Gpu.Gauge("DCGM_FI_DEV_ENC_UTIL", "Encoder utilization (in %).", gpu => Whole(gpu.Sample?.EncoderUtilization, Percent)),
        Gpu.Gauge("DCGM_FI_DEV_DEC_UTIL", "Decoder utilization (in %).", gpu => Whole(gpu.Sample?.DecoderUtilization, Percent)),
    ];

    private static ImmutableArray<Metric> Memory =>
    [
        Gpu.Many(MetricType.Gauge, "DCGM_FI_DEV_FB_FREE", "Framebuffer memory free (in MiB).", gpu => Parts(gpu, InMebi(gpu.Sample?.MemoryFreeBytes), mig => InMebi(mig.MemoryTotalBytes - mig.MemoryUsedBytes))),
        Gpu.Many(MetricType.Gauge, "DCGM_FI_DEV_FB_USED", "Framebuffer memory used (in MiB).", gpu => Parts(gpu, InMebi(gpu.Sample?.MemoryUsedBytes), mig => InMebi(mig.MemoryUsedBytes))),
        Gpu.Gauge("DCGM_FI_DEV_FB_RESERVED", "Framebuffer memory reserved (in MiB).", gpu => InMebi(gpu.Sample?.MemoryReservedBytes)),
    ];

    private static ImmutableArray<Metric> Errors =>
    [
        Gpu.Many(MetricType.Gauge, "DCGM_FI_DEV_XID_ERRORS", "The last Xid; strata_xid_events_total counts them.", LastXid),
        Gpu.Counter("DCGM_FI_DEV_ECC_SBE_VOL_TOTAL", "Corrected memory errors since the driver was loaded.", gpu => gpu.Sample?.MemoryHealth.CorrectedVolatile),
        Gpu.Counter("DCGM_FI_DEV_ECC_DBE_VOL_TOTAL", "Uncorrected memory errors since the driver was loaded.", gpu => gpu.Sample?.MemoryHealth.UncorrectedVolatile),
        Gpu.Counter("DCGM_FI_DEV_ECC_SBE_AGG_TOTAL", "Corrected memory errors over the life of the board.", gpu => gpu.Sample?.MemoryHealth.CorrectedAggregate),
        Gpu.Counter("DCGM_FI_DEV_ECC_DBE_AGG_TOTAL", "Uncorrected memory errors over the life of the board.", gpu => gpu.Sample?.MemoryHealth.UncorrectedAggregate),
        Gpu.Counter("DCGM_FI_DEV_RETIRED_SBE", "Pages retired for single-bit errors.", gpu => gpu.Sample?.MemoryHealth.RetiredSingleBit),
        Gpu.Counter("DCGM_FI_DEV_RETIRED_DBE", "Pages retired for double-bit errors.", gpu => gpu.Sample?.MemoryHealth.RetiredDoubleBit),
        Gpu.Counter("DCGM_FI_DEV_RETIRED_PENDING", "Pages that wait to be retired.", gpu => gpu.Sample?.MemoryHealth.RetirementPending),
        Gpu.Counter("DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS", "Rows remapped for uncorrectable errors.", gpu => gpu.Sample?.MemoryHealth.RemappedUncorrected),
        Gpu.Counter("DCGM_FI_DEV_CORRECTABLE_REMAPPED_ROWS", "Rows remapped for correctable errors.", gpu => gpu.Sample?.MemoryHealth.RemappedCorrected),
        Gpu.Gauge("DCGM_FI_DEV_ROW_REMAP_FAILURE", "1 when remapping of rows has failed.", gpu => gpu.Sample?.MemoryHealth.RemapFailed),
    ];

    private static ImmutableArray<Metric> Slowdowns =>
    [
        Gpu.Counter("DCGM_FI_DEV_POWER_VIOLATION", "Time that power lowered the clocks (in ns).", gpu => Whole(gpu.Sample?.Slowdown.PowerSeconds, BillionthsOfOne)),
        Gpu.Counter("DCGM_FI_DEV_THERMAL_VIOLATION", "Time that temperature lowered the clocks (in ns).", gpu => Whole(gpu.Sample?.Slowdown.ThermalSeconds, BillionthsOfOne)),
        Gpu.Counter("DCGM_FI_DEV_SYNC_BOOST_VIOLATION", "Time that another GPU lowered the clocks (in ns).", gpu => Whole(gpu.Sample?.Slowdown.SyncBoostSeconds, BillionthsOfOne)),
        Gpu.Counter("DCGM_FI_DEV_BOARD_LIMIT_VIOLATION", "Time that a limit of the board lowered the clocks (in ns).", gpu => Whole(gpu.Sample?.Slowdown.BoardLimitSeconds, BillionthsOfOne)),
        Gpu.Counter("DCGM_FI_DEV_LOW_UTIL_VIOLATION", "Time that idleness lowered the clocks (in ns).", gpu => Whole(gpu.Sample?.Slowdown.LowUtilizationSeconds, BillionthsOfOne)),
        Gpu.Counter("DCGM_FI_DEV_RELIABILITY_VIOLATION", "Time that reliability lowered the clocks (in ns).", gpu => Whole(gpu.Sample?.Slowdown.ReliabilitySeconds, BillionthsOfOne)),
    ];

    private static ImmutableArray<Metric> Links =>
    [
        Gpu.Counter("DCGM_FI_DEV_PCIE_REPLAY_COUNTER", "PCIe retries.", gpu => gpu.Sample?.Pcie.Replays),
        Gpu.Gauge("DCGM_FI_PROF_PCIE_TX_BYTES", "Bytes a second sent over PCIe.", gpu => Whole(gpu.Sample?.Units?.PcieSentBytesPerSecond ?? gpu.Sample?.Pcie.SentBytesPerSecond)),
        Gpu.Gauge("DCGM_FI_PROF_PCIE_RX_BYTES", "Bytes a second received over PCIe.", gpu => Whole(gpu.Sample?.Units?.PcieReceivedBytesPerSecond ?? gpu.Sample?.Pcie.ReceivedBytesPerSecond)),
        Gpu.Counter("DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL", "NVLink flits with a wrong check sum.", gpu => gpu.Sample?.NvLinkErrors.CrcFlit),
        Gpu.Counter("DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_TOTAL", "NVLink data with a wrong check sum.", gpu => gpu.Sample?.NvLinkErrors.CrcData),
        Gpu.Counter("DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_TOTAL", "NVLink retries.", gpu => gpu.Sample?.NvLinkErrors.Replays),
        Gpu.Counter("DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_TOTAL", "NVLink recoveries.", gpu => gpu.Sample?.NvLinkErrors.Recoveries),
        Gpu.Counter("DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL", "Data over all NVLinks, both directions (in KiB).", gpu => Whole((gpu.Sample?.NvLinkSentBytes + gpu.Sample?.NvLinkReceivedBytes) / Kibi)),
    ];

    private static ImmutableArray<Metric> Profiling =>
    [
        Unit("DCGM_FI_PROF_GR_ENGINE_ACTIVE", "Part of the time in which the graphics engine worked.", units => units.Graphics),
        Unit("DCGM_FI_PROF_SM_ACTIVE", "Part of the time in which a multiprocessor had work.", units => units.Sm),
        Unit("DCGM_FI_PROF_SM_OCCUPANCY", "Resident warps, of the most that can be.", units => units.SmOccupancy),
        Unit("DCGM_FI_PROF_PIPE_TENSOR_ACTIVE", "Part of the time in which tensor cores worked.", units => units.Tensor),
        Unit("DCGM_FI_PROF_DRAM_ACTIVE", "Part of the bandwidth of the memory that was used.", units => units.Dram),
        Unit("DCGM_FI_PROF_PIPE_FP64_ACTIVE", "Part of the time in which units of double precision worked.", units => units.Fp64),
        Unit("DCGM_FI_PROF_PIPE_FP32_ACTIVE", "Part of the time in which units of single precision worked.", units => units.Fp32),
        Unit("DCGM_FI_PROF_PIPE_FP16_ACTIVE", "Part of the time in which units of half precision worked.", units => units.Fp16),
    ];

    private static Metric Unit(string name, string help, Func<UnitActivity, double?> read) => Gpu.Many(MetricType.Gauge, name, help, gpu => Parts(
        gpu, gpu.Sample?.Units is { } units ? read(units) : null, mig => mig.Units is { } units ? read(units) : null));

    // With MIG on, each GPU instance has a series of its own beside that of the whole board.
    private static IEnumerable<(ImmutableArray<(string, string)> Labels, double? Value)> Parts(GpuStatus gpu, double? whole, Func<MigDevice, double?> part) => gpu.Identity is null ? [] :
    [
        ([], whole),
        .. Rows.GpuInstances(gpu).Select(mig => (ImmutableArray.Create(("GPU_I_PROFILE", mig.Profile ?? ""), ("GPU_I_ID", Rows.Text(mig.GpuInstance))), part(mig))),
    ];

    private static IEnumerable<(ImmutableArray<(string, string)> Labels, double? Value)> LastXid(HostSample host, GpuStatus gpu)
    {
        var last = host.Xids.Where(xid => xid.Address == gpu.Identity?.Address).OrderBy(xid => xid.LastAt).LastOrDefault();
        return gpu.Identity is null ? [] : [([("err_code", Rows.Text(last?.Code ?? 0)), ("err_msg", last is null ? "No Error" : XidCatalogue.Xid(last.Code)?.Mnemonic ?? "Unknown Error")], last?.Code ?? 0)];
    }

    private static double? InMebi(double? bytes) => bytes is { } known ? Math.Floor(known / Mebi) : null;

    private static double? Whole(double? value, double unit = 1) => value is { } known ? Math.Round(known * unit) : null;
}
