using System.Collections.Immutable;
using Strata.Layers.Driver.Xid;
using Strata.Sampling;

namespace Strata.Metrics;

/// <summary>
/// The default counters of dcgm-exporter under their old names, with its labels and units, so that dashboards and rules written
/// for it go on working (source: its default-counters.csv). What plain NVML cannot tell is absent.
/// </summary>
public static class DcgmMetrics
{
    private const double Mega = 1e6;
    private const double Mebi = 1024 * 1024;
    private const double Milli = 1e-3;
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
    public static ImmutableArray<Metric> Table { get; } =
    [
        Gpu.Gauge("DCGM_FI_DEV_SM_CLOCK", "SM clock frequency (in MHz).", gpu => gpu.Sample?.SmClockHertz / Mega),
        Gpu.Gauge("DCGM_FI_DEV_MEM_CLOCK", "Memory clock frequency (in MHz).", gpu => gpu.Sample?.MemoryClockHertz / Mega),
        Gpu.Gauge("DCGM_FI_DEV_MEMORY_TEMP", "Memory temperature (in C).", gpu => gpu.Sample?.MemoryCelsius),
        Gpu.Gauge("DCGM_FI_DEV_GPU_TEMP", "GPU temperature (in C).", gpu => gpu.Sample?.Celsius),
        Gpu.Gauge("DCGM_FI_DEV_POWER_USAGE", "Power draw (in W).", gpu => gpu.Sample?.PowerWatts),
        Gpu.Counter("DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION", "Energy since the driver was loaded (in mJ).", gpu => gpu.Sample?.EnergyJoules / Milli),
        Gpu.Counter("DCGM_FI_DEV_PCIE_REPLAY_COUNTER", "PCIe retries.", gpu => gpu.Sample?.Pcie.Replays),
        Gpu.Gauge("DCGM_FI_DEV_GPU_UTIL", "GPU utilization (in %).", gpu => Whole(gpu.Sample?.Utilization)),
        Gpu.Gauge("DCGM_FI_DEV_MEM_COPY_UTIL", "Memory utilization (in %).", gpu => Whole(gpu.Sample?.MemoryUtilization)),
        Gpu.Gauge("DCGM_FI_DEV_ENC_UTIL", "Encoder utilization (in %).", gpu => Whole(gpu.Sample?.EncoderUtilization)),
        Gpu.Gauge("DCGM_FI_DEV_DEC_UTIL", "Decoder utilization (in %).", gpu => Whole(gpu.Sample?.DecoderUtilization)),
        Gpu.Many(MetricType.Gauge, "DCGM_FI_DEV_XID_ERRORS", "The last Xid; strata_xid_events_total counts them.", LastXid),
        Gpu.Gauge("DCGM_FI_DEV_FB_FREE", "Framebuffer memory free (in MiB).", gpu => gpu.Sample?.MemoryFreeBytes / Mebi),
        Gpu.Gauge("DCGM_FI_DEV_FB_USED", "Framebuffer memory used (in MiB).", gpu => gpu.Sample?.MemoryUsedBytes / Mebi),
        Gpu.Gauge("DCGM_FI_DEV_FB_RESERVED", "Framebuffer memory reserved (in MiB).", gpu => gpu.Sample?.MemoryReservedBytes / Mebi),
        Gpu.Counter("DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS", "Rows remapped for uncorrectable errors.", gpu => gpu.Sample?.MemoryHealth.RemappedUncorrected),
        Gpu.Counter("DCGM_FI_DEV_CORRECTABLE_REMAPPED_ROWS", "Rows remapped for correctable errors.", gpu => gpu.Sample?.MemoryHealth.RemappedCorrected),
        Gpu.Gauge("DCGM_FI_DEV_ROW_REMAP_FAILURE", "1 when remapping of rows has failed.", gpu => gpu.Sample?.MemoryHealth.RemapFailed),
        Gpu.Counter("DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL", "Bytes over all NVLinks, both directions (in KiB).", gpu => (gpu.Sample?.NvLinkSentBytes + gpu.Sample?.NvLinkReceivedBytes) / 1024),
    ];

    private static IEnumerable<(ImmutableArray<(string, string)> Labels, double? Value)> LastXid(HostSample host, GpuStatus gpu)
    {
        var last = host.Xids.Where(xid => xid.Address == gpu.Identity?.Address).OrderBy(xid => xid.LastAt).LastOrDefault();
        return gpu.Identity is null ? [] : [([("err_code", Rows.Text(last?.Code ?? 0)), ("err_msg", last is null ? "No Error" : XidCatalogue.Find(Rows.Text(last.Code))?.Mnemonic ?? "Unknown Error")], last?.Code ?? 0)];
    }

    private static double? Whole(double? part) => part is { } share ? Math.Round(share * Percent) : null;
}
