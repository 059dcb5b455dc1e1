using System.Collections.Immutable;
using Strata.Sampling;

namespace Strata.Metrics;

/// <summary>
/// The names that nvidia_gpu_exporter makes of the fields of nvidia-smi, for dashboards and rules written for it: the label
/// <c>uuid</c> in lower case without its prefix, everything else through <c>nvidia_smi_gpu_info</c>.
/// </summary>
public static class NvidiaSmiMetrics
{
    private static readonly Rows Gpu = new((_, gpu) => [("uuid", Short(gpu.Identity?.Uuid ?? ""))]);

    /// <summary>The table.</summary>
    public static ImmutableArray<Metric> Table { get; } =
    [
        Gpu.Many(MetricType.Gauge, "nvidia_smi_gpu_info", "What does not change of a GPU; the value is always 1.", Info),
        Gpu.Gauge("nvidia_smi_index", "index", gpu => gpu.Index),
        Gpu.Gauge("nvidia_smi_utilization_gpu_ratio", "utilization.gpu [%]", gpu => gpu.Sample?.Utilization),
        Gpu.Gauge("nvidia_smi_utilization_memory_ratio", "utilization.memory [%]", gpu => gpu.Sample?.MemoryUtilization),
        Gpu.Gauge("nvidia_smi_utilization_encoder_ratio", "utilization.encoder [%]", gpu => gpu.Sample?.EncoderUtilization),
        Gpu.Gauge("nvidia_smi_utilization_decoder_ratio", "utilization.decoder [%]", gpu => gpu.Sample?.DecoderUtilization),
        Gpu.Gauge("nvidia_smi_memory_total_bytes", "memory.total [MiB]", gpu => gpu.Sample?.MemoryTotalBytes),
        Gpu.Gauge("nvidia_smi_memory_used_bytes", "memory.used [MiB]", gpu => gpu.Sample?.MemoryUsedBytes),
        Gpu.Gauge("nvidia_smi_memory_free_bytes", "memory.free [MiB]", gpu => gpu.Sample?.MemoryFreeBytes),
        Gpu.Gauge("nvidia_smi_memory_reserved_bytes", "memory.reserved [MiB]", gpu => gpu.Sample?.MemoryReservedBytes),
        Gpu.Gauge("nvidia_smi_power_draw_watts", "power.draw [W]", gpu => gpu.Sample?.PowerWatts),
        Gpu.Gauge("nvidia_smi_power_draw_instant_watts", "power.draw.instant [W]", gpu => gpu.Sample?.InstantPowerWatts),
        Gpu.Gauge("nvidia_smi_power_limit_watts", "power.limit [W]", gpu => gpu.Detail?.PowerLimitSetWatts),
        Gpu.Gauge("nvidia_smi_enforced_power_limit_watts", "enforced.power.limit [W]", gpu => gpu.Sample?.PowerLimitWatts),
        Gpu.Gauge("nvidia_smi_power_default_limit_watts", "power.default_limit [W]", gpu => gpu.Identity?.DefaultPowerLimitWatts),
        Gpu.Gauge("nvidia_smi_power_min_limit_watts", "power.min_limit [W]", gpu => gpu.Identity?.MinimumPowerLimitWatts),
        Gpu.Gauge("nvidia_smi_power_max_limit_watts", "power.max_limit [W]", gpu => gpu.Identity?.MaximumPowerLimitWatts),
        Gpu.Gauge("nvidia_smi_temperature_gpu", "temperature.gpu", gpu => gpu.Sample?.Celsius),
        Gpu.Gauge("nvidia_smi_temperature_memory", "temperature.memory", gpu => gpu.Sample?.MemoryCelsius),
        Gpu.Gauge("nvidia_smi_pstate", "pstate", gpu => gpu.Sample?.PerformanceState),
        Gpu.Gauge("nvidia_smi_fan_speed_ratio", "fan.speed [%]", gpu => gpu.Detail is { Fans: [var first, ..] } ? first : null),
        Gpu.Gauge("nvidia_smi_clocks_current_graphics_clock_hz", "clocks.current.graphics [MHz]", gpu => gpu.Sample?.GraphicsClockHertz),
        Gpu.Gauge("nvidia_smi_clocks_current_sm_clock_hz", "clocks.current.sm [MHz]", gpu => gpu.Sample?.SmClockHertz),
        Gpu.Gauge("nvidia_smi_clocks_current_memory_clock_hz", "clocks.current.memory [MHz]", gpu => gpu.Sample?.MemoryClockHertz),
        Gpu.Gauge("nvidia_smi_clocks_current_video_clock_hz", "clocks.current.video [MHz]", gpu => gpu.Sample?.VideoClockHertz),
        Gpu.Gauge("nvidia_smi_clocks_max_graphics_clock_hz", "clocks.max.graphics [MHz]", gpu => gpu.Identity?.MaximumGraphicsClockHertz),
        Gpu.Gauge("nvidia_smi_clocks_max_sm_clock_hz", "clocks.max.sm [MHz]", gpu => gpu.Identity?.MaximumSmClockHertz),
        Gpu.Gauge("nvidia_smi_clocks_max_memory_clock_hz", "clocks.max.memory [MHz]", gpu => gpu.Identity?.MaximumMemoryClockHertz),
        .. Reasons("clocks_event_reasons"),
        .. Reasons("clocks_throttle_reasons"),
        Gpu.Gauge("nvidia_smi_pcie_link_gen_current", "pcie.link.gen.current", gpu => gpu.Sample?.Pcie.Generation),
        Gpu.Gauge("nvidia_smi_pcie_link_gen_max", "pcie.link.gen.max", gpu => gpu.Identity?.MaximumLinkGeneration),
        Gpu.Gauge("nvidia_smi_pcie_link_width_current", "pcie.link.width.current", gpu => gpu.Sample?.Pcie.Width),
        Gpu.Gauge("nvidia_smi_pcie_link_width_max", "pcie.link.width.max", gpu => gpu.Identity?.MaximumLinkWidth),
        Gpu.Gauge("nvidia_smi_persistence_mode", "persistence_mode", gpu => Rows.Bit(gpu.Detail?.PersistenceMode)),
        Gpu.Gauge("nvidia_smi_compute_mode", "compute_mode", gpu => gpu.Detail?.ComputeMode),
        Gpu.Gauge("nvidia_smi_ecc_mode_current", "ecc.mode.current", gpu => Rows.Bit(gpu.Detail?.Ecc)),
        Gpu.Gauge("nvidia_smi_mig_mode_current", "mig.mode.current", gpu => Rows.Bit(gpu.Detail?.Mig)),
        Gpu.Gauge("nvidia_smi_ecc_errors_corrected_volatile_total", "ecc.errors.corrected.volatile.total", gpu => gpu.Sample?.MemoryHealth.CorrectedVolatile),
        Gpu.Gauge("nvidia_smi_ecc_errors_uncorrected_volatile_total", "ecc.errors.uncorrected.volatile.total", gpu => gpu.Sample?.MemoryHealth.UncorrectedVolatile),
        Gpu.Gauge("nvidia_smi_ecc_errors_corrected_aggregate_total", "ecc.errors.corrected.aggregate.total", gpu => gpu.Sample?.MemoryHealth.CorrectedAggregate),
        Gpu.Gauge("nvidia_smi_ecc_errors_uncorrected_aggregate_total", "ecc.errors.uncorrected.aggregate.total", gpu => gpu.Sample?.MemoryHealth.UncorrectedAggregate),
        Gpu.Gauge("nvidia_smi_fabric_state", "fabric.state", gpu => gpu.Detail?.FabricState),
        Gpu.Gauge("nvidia_smi_gpu_recovery_action", "gpu_recovery_action", gpu => gpu.Sample?.RecoveryAction),
        Gpu.Counter("nvidia_smi_energy_joules_total", "Energy since the driver was loaded.", gpu => gpu.Sample?.EnergyJoules),
        new("nvidia_smi_last_collect_success", MetricType.Gauge, "1 when the last collection worked.", host => [new Series([], host.Driver is null ? 0 : 1)]),
        new("nvidia_smi_count", MetricType.Gauge, "Number of GPUs.", host => [new Series([], host.Gpus.Length)]),
    ];

    private static IEnumerable<Metric> Reasons(string family) => ClockReasonNames.All.Select(pair =>
        Gpu.Gauge($"nvidia_smi_{family}_{pair.Name}", $"{family}.{pair.Name}", gpu => gpu.Sample?.ClockReasons is { } reasons ? reasons.HasFlag(pair.Reason) ? 1 : 0 : null));

    private static IEnumerable<(ImmutableArray<(string, string)> Labels, double? Value)> Info(HostSample host, GpuStatus gpu) => gpu.Identity is not { } identity ? [] :
    [
        ([("name", identity.Name), ("index", Rows.Text(gpu.Index)), ("driver_version", host.Driver?.Version ?? ""), ("cuda_version", host.Driver?.CudaVersion ?? ""),
          ("vbios_version", identity.Vbios ?? ""), ("pci_bus_id", Rows.BusId(gpu)),
          ("serial", identity.Serial ?? ""), ("compute_cap", identity.ComputeCapability ?? "")], 1),
    ];

    private static string Short(string uuid) => (uuid.StartsWith("GPU-", StringComparison.Ordinal) ? uuid[4..] : uuid).ToLowerInvariant();
}
