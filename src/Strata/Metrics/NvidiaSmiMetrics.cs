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
        Gpu.Gauge("nvidia_smi_power_draw_average_watts", "power.draw.average [W]", gpu => gpu.Sample?.PowerWatts),
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
        Gpu.Gauge("nvidia_smi_clocks_event_reasons_active", "clocks_event_reasons.active", gpu => (double?)(ulong?)gpu.Sample?.ClockReasons),
        .. Counters,
        .. Reasons("clocks_event_reasons"),
        .. Reasons("clocks_throttle_reasons"),
        Gpu.Gauge("nvidia_smi_pcie_link_gen_current", "pcie.link.gen.current", gpu => gpu.Sample?.Pcie.Generation),
        Gpu.Gauge("nvidia_smi_pcie_link_gen_max", "pcie.link.gen.max", gpu => gpu.Identity?.MaximumLinkGeneration),
        Gpu.Gauge("nvidia_smi_pcie_link_width_current", "pcie.link.width.current", gpu => gpu.Sample?.Pcie.Width),
        Gpu.Gauge("nvidia_smi_pcie_link_width_max", "pcie.link.width.max", gpu => gpu.Identity?.MaximumLinkWidth),
        Gpu.Gauge("nvidia_smi_persistence_mode", "persistence_mode", gpu => Rows.Bit(gpu.Detail?.PersistenceMode)),
        Gpu.Gauge("nvidia_smi_compute_mode", "compute_mode", gpu => gpu.Detail?.ComputeMode),
        Gpu.Gauge("nvidia_smi_ecc_mode_current", "ecc.mode.current", gpu => Rows.Bit(gpu.Detail?.Ecc)),
        Gpu.Gauge("nvidia_smi_ecc_mode_pending", "ecc.mode.pending", gpu => Rows.Bit(gpu.Detail?.EccPending)),
        Gpu.Gauge("nvidia_smi_mig_mode_pending", "mig.mode.pending", gpu => Rows.Bit(gpu.Detail?.MigPending)),
        Gpu.Gauge("nvidia_smi_mig_mode_current", "mig.mode.current", gpu => Rows.Bit(gpu.Detail?.Mig)),
        Gpu.Gauge("nvidia_smi_ecc_errors_corrected_volatile_total", "ecc.errors.corrected.volatile.total", gpu => gpu.Sample?.MemoryHealth.CorrectedVolatile),
        Gpu.Gauge("nvidia_smi_ecc_errors_uncorrected_volatile_total", "ecc.errors.uncorrected.volatile.total", gpu => gpu.Sample?.MemoryHealth.UncorrectedVolatile),
        Gpu.Gauge("nvidia_smi_ecc_errors_corrected_aggregate_total", "ecc.errors.corrected.aggregate.total", gpu => gpu.Sample?.MemoryHealth.CorrectedAggregate),
        Gpu.Gauge("nvidia_smi_ecc_errors_uncorrected_aggregate_total", "ecc.errors.uncorrected.aggregate.total", gpu => gpu.Sample?.MemoryHealth.UncorrectedAggregate),
        Gpu.Gauge("nvidia_smi_retired_pages_single_bit_ecc_count", "retired_pages.single_bit_ecc.count", gpu => gpu.Sample?.MemoryHealth.RetiredSingleBit),
        Gpu.Gauge("nvidia_smi_retired_pages_double_bit_count", "retired_pages.double_bit.count", gpu => gpu.Sample?.MemoryHealth.RetiredDoubleBit),
        Gpu.Gauge("nvidia_smi_retired_pages_pending", "retired_pages.pending", gpu => gpu.Sample?.MemoryHealth.RetirementPending),
        Gpu.Gauge("nvidia_smi_remapped_rows_correctable", "remapped_rows.correctable", gpu => gpu.Sample?.MemoryHealth.RemappedCorrected),
        Gpu.Gauge("nvidia_smi_remapped_rows_uncorrectable", "remapped_rows.uncorrectable", gpu => gpu.Sample?.MemoryHealth.RemappedUncorrected),
        Gpu.Gauge("nvidia_smi_remapped_rows_pending", "remapped_rows.pending", gpu => gpu.Sample?.MemoryHealth.RemapPending),
        Gpu.Gauge("nvidia_smi_remapped_rows_failure", "remapped_rows.failure", gpu => gpu.Sample?.MemoryHealth.RemapFailed),
        Gpu.Gauge("nvidia_smi_pcie_throughput_tx_bytes_per_second", "Bytes a second that the GPU sent over PCIe.", gpu => gpu.Sample?.Pcie.SentBytesPerSecond),
        Gpu.Gauge("nvidia_smi_pcie_throughput_rx_bytes_per_second", "Bytes a second that the GPU received over PCIe.", gpu => gpu.Sample?.Pcie.ReceivedBytesPerSecond),
        Gpu.Gauge("nvidia_smi_fabric_state", "fabric.state", gpu => gpu.Detail?.FabricState),
        Gpu.Gauge("nvidia_smi_gpu_recovery_action", "gpu_recovery_action", gpu => gpu.Sample?.RecoveryAction),
        Gpu.Counter("nvidia_smi_energy_joules_total", "Energy since the driver was loaded.", gpu => gpu.Sample?.EnergyJoules),
        .. Events, .. Partitions, .. Activity, .. Processes, .. Collection,
    ];

    private static ImmutableArray<Metric> Events =>
    [
        Gpu.Many(MetricType.Counter, "nvidia_smi_xid_errors_total", "Xids that were seen.", (host, gpu) => Xids(host, gpu, xid => xid.Count)),
        Gpu.Many(MetricType.Gauge, "nvidia_smi_xid_last_timestamp_seconds", "When an Xid was seen last, in Unix time.", (host, gpu) => Xids(host, gpu, xid => AgentMetrics.Unix(xid.LastAt))),
    ];

    private static ImmutableArray<Metric> Partitions =>
    [
        Gpu.Many(MetricType.Gauge, "nvidia_smi_mig_info", "A MIG device; the value is always 1.", gpu => gpu.Detail is not { } detail ? [] : detail.MigDevices.Select(mig => (
            ImmutableArray.Create(("mig_uuid", Short(mig.Uuid)), ("gpu_instance_id", Rows.Text(mig.GpuInstance)), ("compute_instance_id", Rows.Text(mig.ComputeInstance)), ("profile", mig.Profile ?? "")),
            (double?)1))),
        Gpu.Many(MetricType.Gauge, "nvidia_smi_mig_memory_total_bytes", "Memory of a GPU instance.", gpu => Instances(gpu, mig => mig.MemoryTotalBytes)),
        Gpu.Many(MetricType.Gauge, "nvidia_smi_mig_memory_used_bytes", "Memory in use of a GPU instance.", gpu => Instances(gpu, mig => mig.MemoryUsedBytes)),
        Gpu.Many(MetricType.Gauge, "nvidia_smi_mig_memory_free_bytes", "Memory that is free in a GPU instance.", gpu => Instances(gpu, mig => mig.MemoryTotalBytes - mig.MemoryUsedBytes)),
    ];

    private static ImmutableArray<Metric> Activity =>
    [
        Gpu.Many(MetricType.Gauge, "nvidia_smi_mig_graphics_activity_ratio", "Part of the time in which engines of a GPU instance worked.", gpu => Instances(gpu, mig => mig.Units?.Graphics)),
        Gpu.Many(MetricType.Gauge, "nvidia_smi_mig_sm_activity_ratio", "Part of the time in which multiprocessors of a GPU instance worked.", gpu => Instances(gpu, mig => mig.Units?.Sm)),
        Gpu.Many(MetricType.Gauge, "nvidia_smi_mig_sm_occupancy_ratio", "Resident warps of a GPU instance, of the most that can be.", gpu => Instances(gpu, mig => mig.Units?.SmOccupancy)),
        Gpu.Many(MetricType.Gauge, "nvidia_smi_mig_tensor_activity_ratio", "Part of the time in which tensor cores of a GPU instance worked.", gpu => Instances(gpu, mig => mig.Units?.Tensor)),
        Gpu.Many(MetricType.Gauge, "nvidia_smi_mig_pcie_throughput_tx_bytes_per_second", "Bytes a second that a GPU instance sent over PCIe.", gpu => Instances(gpu, mig => mig.Units?.PcieSentBytesPerSecond)),
        Gpu.Many(MetricType.Gauge, "nvidia_smi_mig_pcie_throughput_rx_bytes_per_second", "Bytes a second that a GPU instance received over PCIe.", gpu => Instances(gpu, mig => mig.Units?.PcieReceivedBytesPerSecond)),
    ];

    private static ImmutableArray<Metric> Processes =>
    [
        Gpu.Many(MetricType.Gauge, "nvidia_smi_compute_app_info", "A process with a compute context; the value is always 1.", gpu => Apps(gpu).Select(process => (App(process), (double?)1))),
        Gpu.Many(MetricType.Gauge, "nvidia_smi_compute_app_used_memory_bytes", "Memory that the process holds.", gpu => Apps(gpu).Select(process => (App(process), process.MemoryBytes))),
        Gpu.Gauge("nvidia_smi_compute_apps", "Processes with a compute context.", gpu => gpu.Detail?.Processes?.Count(IsCompute)),
        new("nvidia_smi_compute_apps_last_collect_success", MetricType.Gauge, "1 when the processes of all GPUs could be read that are not left alone.", host => host.Driver is null ? [] :
            [new Series([], host.Gpus.Where(gpu => gpu.IsUp is not null).All(gpu => gpu.Detail?.Processes is not null) ? 1 : 0)]),
    ];

    private static ImmutableArray<Metric> Collection =>
    [
        Gpu.Many(MetricType.Gauge, "nvidia_smi_count", "count", (host, gpu) => gpu.Identity is null ? [] : [([], host.Gpus.Length)]),
        new("nvidia_smi_last_collect_success", MetricType.Gauge, "1 when the last collection worked.", host => [new Series([], host.Driver is null ? 0 : 1)]),
        new("nvidia_smi_last_collect_success_timestamp_seconds", MetricType.Gauge, "When a collection worked last, in Unix time.", host =>
            host.Ticks.LastGoodAt is { } at ? [new Series([], AgentMetrics.Unix(at))] : []),
        new("nvidia_smi_last_collect_duration_seconds", MetricType.Gauge, "Seconds that the last collection took.", host => [new Series([], host.Ticks.LastSeconds)]),
        new("nvidia_smi_failed_scrapes_total", MetricType.Counter, "Collections that failed.", host => [new Series([], host.Ticks.Failed)]),
        new("nvidia_smi_command_exit_code", MetricType.Gauge, "The code with which nvidia-smi would have ended: that of the driver's library.", host => Code(host)),
        new("nvidia_smi_nvml_return_code", MetricType.Gauge, "Return code of the driver's library; 0 is success.", host => Code(host)),
    ];

    private static IEnumerable<Metric> Counters => new (string Name, Func<SlowdownTimes, double?> Read)[]
    {
        ("sw_power_cap", times => times.PowerSeconds), ("sync_boost", times => times.SyncBoostSeconds), ("sw_thermal_slowdown", times => times.SoftwareThermalSeconds),
        ("hw_thermal_slowdown", times => times.HardwareThermalSeconds), ("hw_power_brake_slowdown", times => times.PowerBrakeSeconds),
    }.Select(pair => Gpu.Gauge($"nvidia_smi_clocks_event_reasons_counters_{pair.Name}_seconds", $"clocks_event_reasons_counters.{pair.Name} [us]", gpu => gpu.Sample is { } sample ? pair.Read(sample.Slowdown) : null));

    private static IEnumerable<Metric> Reasons(string family) => ClockReasonNames.All.Select(pair =>
        Gpu.Gauge($"nvidia_smi_{family}_{pair.Name}", $"{family}.{pair.Name}", gpu => gpu.Sample?.ClockReasons is { } reasons ? reasons.HasFlag(pair.Reason) ? 1 : 0 : null));

    private static IEnumerable<(ImmutableArray<(string, string)> Labels, double? Value)> Info(HostSample host, GpuStatus gpu) => gpu.Identity is not { } identity ? [] :
    [
        ([("name", identity.Name), ("index", Rows.Text(gpu.Index)), ("driver_version", host.Driver?.Version ?? ""), ("cuda_version", host.Driver?.CudaVersion ?? ""),
          ("vbios_version", identity.Vbios ?? ""), ("pci_bus_id", Rows.BusId(gpu)),
          ("serial", identity.Serial ?? ""), ("compute_cap", identity.ComputeCapability ?? ""), ("pci_sub_device_id", Subsystem(identity.SubsystemId)),
          // nvidia-smi prints this for the models of Windows.
          ("driver_model_current", "[N/A]"), ("driver_model_pending", "[N/A]")], 1),
    ];

    private static IEnumerable<(ImmutableArray<(string, string)> Labels, double? Value)> Xids(HostSample host, GpuStatus gpu, Func<XidCount, double> read) =>
        host.Xids.Where(xid => xid.Address == gpu.Identity?.Address).Select(xid => (ImmutableArray.Create(("xid", Rows.Text(xid.Code))), (double?)read(xid)));

    private static IEnumerable<(ImmutableArray<(string, string)> Labels, double? Value)> Instances(GpuStatus gpu, Func<MigDevice, double?> read) =>
        Rows.GpuInstances(gpu).Select(mig => (ImmutableArray.Create(("gpu_instance_id", Rows.Text(mig.GpuInstance))), read(mig)));

    private static IEnumerable<GpuProcess> Apps(GpuStatus gpu) => ProcessMetrics.Told(gpu).Where(IsCompute);

    private static bool IsCompute(GpuProcess process) => process.Kind == "compute";

    private static ImmutableArray<(string, string)> App(GpuProcess process) =>
    [
        ("pid", Rows.Text(process.Process)), ("process_name", process.Name ?? ""), ("gpu_instance_id", Instance(process.GpuInstance)), ("compute_instance_id", Instance(process.ComputeInstance)),
    ];

    private static string Instance(int? number) => number is { } known ? Rows.Text(known) : "";

    private static IEnumerable<Series> Code(HostSample host) => host.DriverCode is { } code ? [new Series([], code)] : [];

    // nvidia-smi prints device and vendor as one number: 0x18BE10DE for 10de:18be.
    private static string Subsystem(string? id) => id is { Length: 9 } && id[4] == ':' ? $"0x{id[5..]}{id[..4]}".ToUpperInvariant().Replace("0X", "0x", StringComparison.Ordinal) : "[N/A]";

    private static string Short(string uuid) => (uuid.StartsWith("GPU-", StringComparison.Ordinal) || uuid.StartsWith("MIG-", StringComparison.Ordinal) ? uuid[4..] : uuid).ToLowerInvariant();
}
