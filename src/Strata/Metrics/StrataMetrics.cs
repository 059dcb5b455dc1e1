using System.Collections.Immutable;
using Strata.Sampling;

namespace Strata.Metrics;

/// <summary>The metrics of strata itself: base units, one label <c>uuid</c>, everything else through <c>strata_gpu_info</c>.</summary>
public static class StrataMetrics
{
    private static readonly Rows Gpu = new((_, gpu) => [("uuid", gpu.Identity?.Uuid ?? "")]);

    /// <summary>The table.</summary>
    public static ImmutableArray<Metric> Table { get; } =
    [
        .. AgentMetrics.Table, .. Identity, .. Load, .. Power, .. Health, .. Links, .. Modes, .. Events, .. DoctorMetrics.Table,
    ];

    private static ImmutableArray<Metric> Identity =>
    [
        Gpu.Many(MetricType.Gauge, "strata_gpu_info", "What does not change of a GPU; the value is always 1.", gpu => gpu.Identity is not { } identity ? [] :
        [
            ([("gpu", Rows.Text(gpu.Index)), ("pci_address", identity.Address.ToString()), ("name", identity.Name),
              ("pci_id", identity.PciId ?? ""), ("vbios", identity.Vbios ?? ""), ("compute_capability", identity.ComputeCapability ?? "")], 1),
        ]),
        new("strata_gpu_up", MetricType.Gauge, "1 while the driver answers for this GPU; absent while it is released or sleeps. One whose identity was never told carries its number instead of its uuid.", host => host.Gpus
            .Where(gpu => gpu.IsUp is not null)
            .Select(gpu => new Series(gpu.Identity is { } identity ? Label("uuid", identity.Uuid) : Place(gpu), gpu.Answers ? 1 : 0))),
        Gpu.Gauge("strata_gpu_code", "Return code of the driver's library for this GPU; 0 is success.", gpu => gpu.IsUp is null ? null : gpu.Code),
        Gpu.Gauge("strata_gpu_hanging", "1 while a call about this GPU hangs in the driver.", gpu => gpu.IsHanging ? 1 : 0),
        Gpu.Gauge("strata_gpu_sample_timestamp_seconds", "When the last good sample of this GPU was taken, in Unix time.", gpu => gpu.SampledAt is { } at ? AgentMetrics.Unix(at) : null),
    ];

    private static ImmutableArray<Metric> Load =>
    [
        Gpu.Gauge("strata_gpu_utilization_ratio", "Part of the time in which a kernel ran, 0 to 1.", gpu => gpu.Sample?.Utilization),
        Gpu.Gauge("strata_gpu_memory_utilization_ratio", "Part of the time in which memory was read or written, 0 to 1.", gpu => gpu.Sample?.MemoryUtilization),
        Gpu.Gauge("strata_gpu_encoder_utilization_ratio", "Load of the video encoder, 0 to 1.", gpu => gpu.Sample?.EncoderUtilization),
        Gpu.Gauge("strata_gpu_decoder_utilization_ratio", "Load of the video decoder, 0 to 1.", gpu => gpu.Sample?.DecoderUtilization),
        Gpu.Gauge("strata_gpu_memory_size_bytes", "Memory of the board.", gpu => gpu.Sample?.MemoryTotalBytes),
        Gpu.Gauge("strata_gpu_memory_used_bytes", "Memory in use, without what the driver reserves.", gpu => gpu.Sample?.MemoryUsedBytes),
        Gpu.Gauge("strata_gpu_memory_free_bytes", "Memory that is free.", gpu => gpu.Sample?.MemoryFreeBytes),
        Gpu.Gauge("strata_gpu_memory_reserved_bytes", "Memory that the driver and the firmware keep.", gpu => gpu.Sample?.MemoryReservedBytes),
        Gpu.Many(MetricType.Gauge, "strata_gpu_clock_hertz", "Clock now, by domain.", gpu =>
            [.. Labelled("domain", ("graphics", gpu.Sample?.GraphicsClockHertz), ("sm", gpu.Sample?.SmClockHertz), ("memory", gpu.Sample?.MemoryClockHertz), ("video", gpu.Sample?.VideoClockHertz))]),
        Gpu.Many(MetricType.Gauge, "strata_gpu_unit_activity_ratio", "Part of the time in which a unit worked, 0 to 1; of the memory, part of its bandwidth. Hopper and newer.", gpu => Units(gpu.Sample?.Units)),
        Gpu.Gauge("strata_gpu_sm_occupancy_ratio", "Warps that were resident, of the most that can be, 0 to 1. Hopper and newer.", gpu => gpu.Sample?.Units?.SmOccupancy),
        Gpu.Gauge("strata_gpu_performance_state", "Performance state, 0 fastest to 15 slowest.", gpu => gpu.Sample?.PerformanceState),
    ];

    private static ImmutableArray<Metric> Power =>
    [
        Gpu.Gauge("strata_gpu_power_watts", "Power that the board draws.", gpu => gpu.Sample?.PowerWatts),
        Gpu.Gauge("strata_gpu_power_limit_watts", "Limit of power in force.", gpu => gpu.Sample?.PowerLimitWatts),
        Gpu.Counter("strata_gpu_energy_joules_total", "Energy since the driver was loaded.", gpu => gpu.Sample?.EnergyJoules),
        Gpu.Gauge("strata_gpu_temperature_celsius", "Temperature of the GPU.", gpu => gpu.Sample?.Celsius),
        Gpu.Gauge("strata_gpu_memory_temperature_celsius", "Temperature of the memory.", gpu => gpu.Sample?.MemoryCelsius),
        Gpu.Gauge("strata_gpu_slowdown_temperature_celsius", "Temperature at which the clocks go down.", gpu => gpu.Identity?.SlowdownCelsius),
        Gpu.Gauge("strata_gpu_shutdown_temperature_celsius", "Temperature at which the GPU is shut down.", gpu => gpu.Identity?.ShutdownCelsius),
        Gpu.Many(MetricType.Gauge, "strata_gpu_clocks_held_back", "1 while this reason holds the clocks below their maximum.", gpu => gpu.Sample?.ClockReasons is not { } reasons ? [] :
            ClockReasonNames.All.Select(pair => (Label("reason", pair.Name), (double?)(reasons.HasFlag(pair.Reason) ? 1 : 0)))),
        Gpu.Many(MetricType.Counter, "strata_gpu_slowdown_seconds_total", "Seconds in which this reason lowered the clocks since the driver was loaded.", gpu => gpu.Sample?.Slowdown is not { } times ? [] :
            Labelled("reason", ("power", times.PowerSeconds), ("thermal", times.ThermalSeconds), ("sync_boost", times.SyncBoostSeconds), ("board_limit", times.BoardLimitSeconds),
                ("low_utilization", times.LowUtilizationSeconds), ("reliability", times.ReliabilitySeconds), ("software_thermal", times.SoftwareThermalSeconds),
                ("hardware_thermal", times.HardwareThermalSeconds), ("power_brake", times.PowerBrakeSeconds))),
    ];

    private static ImmutableArray<Metric> Health =>
    [
        Gpu.Many(MetricType.Counter, "strata_gpu_ecc_errors_total", "Memory errors, by kind and by whether they count since the driver was loaded or over the life of the board.", gpu => gpu.Sample?.MemoryHealth is not { } health ? [] :
        [
            ([("kind", "corrected"), ("span", "volatile")], health.CorrectedVolatile), ([("kind", "uncorrected"), ("span", "volatile")], health.UncorrectedVolatile),
            ([("kind", "corrected"), ("span", "aggregate")], health.CorrectedAggregate), ([("kind", "uncorrected"), ("span", "aggregate")], health.UncorrectedAggregate),
        ]),
        Gpu.Many(MetricType.Gauge, "strata_gpu_remapped_rows", "Rows that were remapped, by the kind of error.", gpu =>
            Labelled("kind", ("corrected", gpu.Sample?.MemoryHealth.RemappedCorrected), ("uncorrected", gpu.Sample?.MemoryHealth.RemappedUncorrected))),
        Gpu.Gauge("strata_gpu_row_remap_pending", "1 while a row waits for a reset to be remapped.", gpu => gpu.Sample?.MemoryHealth.RemapPending),
        Gpu.Gauge("strata_gpu_row_remap_failed", "1 when no spare row was left.", gpu => gpu.Sample?.MemoryHealth.RemapFailed),
        Gpu.Many(MetricType.Gauge, "strata_gpu_retired_pages", "Pages that were retired, by the kind of error.", gpu =>
            Labelled("kind", ("single_bit", gpu.Sample?.MemoryHealth.RetiredSingleBit), ("double_bit", gpu.Sample?.MemoryHealth.RetiredDoubleBit))),
        Gpu.Gauge("strata_gpu_page_retirement_pending", "1 while a page waits for a reset to be retired.", gpu => gpu.Sample?.MemoryHealth.RetirementPending),
        Gpu.Gauge("strata_gpu_recovery_action", "What the driver wants done: 0 nothing, 1 reset, 2 reboot, 3 drain, 4 drain and reset.", gpu => gpu.Sample?.RecoveryAction),
    ];

    private static ImmutableArray<Metric> Links =>
    [
        Gpu.Gauge("strata_gpu_pcie_generation", "Generation of the PCIe link now; lower while idle.", gpu => gpu.Sample?.Pcie.Generation),
        Gpu.Gauge("strata_gpu_pcie_generation_limit", "Highest generation of the PCIe link.", gpu => gpu.Identity?.MaximumLinkGeneration),
        Gpu.Gauge("strata_gpu_pcie_lanes", "Lanes of the PCIe link now.", gpu => gpu.Sample?.Pcie.Width),
        Gpu.Gauge("strata_gpu_pcie_lanes_limit", "Highest number of lanes.", gpu => gpu.Identity?.MaximumLinkWidth),
        Gpu.Counter("strata_gpu_pcie_replays_total", "Packets that were sent again.", gpu => gpu.Sample?.Pcie.Replays),
        Gpu.Many(MetricType.Counter, "strata_gpu_pcie_errors_total", "Errors of the PCIe link, by severity.", gpu =>
            Labelled("severity", ("correctable", gpu.Sample?.Pcie.Correctable), ("non_fatal", gpu.Sample?.Pcie.NonFatal), ("fatal", gpu.Sample?.Pcie.Fatal))),
        Gpu.Counter("strata_gpu_pcie_sent_bytes_total", "Bytes that the GPU sent over PCIe.", gpu => gpu.Sample?.Pcie.SentBytes),
        Gpu.Counter("strata_gpu_pcie_received_bytes_total", "Bytes that the GPU received over PCIe.", gpu => gpu.Sample?.Pcie.ReceivedBytes),
        Gpu.Counter("strata_gpu_nvlink_sent_bytes_total", "Bytes sent over all NVLinks.", gpu => gpu.Sample?.NvLinkSentBytes),
        Gpu.Counter("strata_gpu_nvlink_received_bytes_total", "Bytes received over all NVLinks.", gpu => gpu.Sample?.NvLinkReceivedBytes),
        Gpu.Many(MetricType.Counter, "strata_gpu_nvlink_errors_total", "Errors of all NVLinks, by kind.", gpu =>
            Labelled("kind", ("crc_flit", gpu.Sample?.NvLinkErrors.CrcFlit), ("crc_data", gpu.Sample?.NvLinkErrors.CrcData),
                ("replay", gpu.Sample?.NvLinkErrors.Replays), ("recovery", gpu.Sample?.NvLinkErrors.Recoveries))),
        Gpu.Many(MetricType.Counter, "strata_gpu_nvlink_link_sent_bytes_total", "Bytes sent over one NVLink.", gpu => PerLink(gpu, link => link.SentBytes)),
        Gpu.Many(MetricType.Counter, "strata_gpu_nvlink_link_received_bytes_total", "Bytes received over one NVLink.", gpu => PerLink(gpu, link => link.ReceivedBytes)),
        Gpu.Gauge("strata_gpu_nvlinks_up", "NVLinks that are up.", gpu => gpu.Detail?.NvLinksUp),
        Gpu.Gauge("strata_gpu_fabric_state", "Registration with the fabric: 0 not supported, 1 not started, 2 in progress, 3 completed.", gpu => gpu.Detail?.FabricState),
        Gpu.Gauge("strata_gpu_fabric_status", "Return code of a completed registration with the fabric; 0 is success.", gpu => gpu.Detail?.FabricStatus),
    ];

    private static ImmutableArray<Metric> Modes =>
    [
        Gpu.Gauge("strata_gpu_persistence_mode", "1 when the driver stays initialised on this GPU without a client.", gpu => Rows.Bit(gpu.Detail?.PersistenceMode)),
        Gpu.Gauge("strata_gpu_ecc_mode", "1 when ECC is on.", gpu => Rows.Bit(gpu.Detail?.Ecc)),
        Gpu.Gauge("strata_gpu_ecc_mode_pending", "1 when ECC will be on after the next reset.", gpu => Rows.Bit(gpu.Detail?.EccPending)),
        Gpu.Gauge("strata_gpu_mig_mode", "1 when MIG is on.", gpu => Rows.Bit(gpu.Detail?.Mig)),
        Gpu.Gauge("strata_gpu_mig_mode_pending", "1 when MIG will be on after the next reset.", gpu => Rows.Bit(gpu.Detail?.MigPending)),
        Gpu.Gauge("strata_gpu_compute_mode", "0 default, 1 exclusive thread, 2 prohibited, 3 exclusive process.", gpu => gpu.Detail?.ComputeMode),
        Gpu.Gauge("strata_gpu_processes", "Processes that hold the GPU.", gpu => gpu.Detail?.Processes?.Length),
        Gpu.Many(MetricType.Gauge, ProcessMetrics.Name, "Memory that a process holds on the GPU; those that hold the most.", gpu =>
            ProcessMetrics.Told(gpu).Select(process => (ProcessMetrics.Labels(process), process.MemoryBytes))),
        Gpu.Many(MetricType.Gauge, "strata_gpu_fan_speed_ratio", "Speed of a fan, 0 to 1 of what is intended.", gpu => gpu.Detail is not { } detail ? [] :
            detail.Fans.Select((speed, fan) => (Label("fan", Rows.Text(fan)), (double?)speed))),
        Gpu.Many(MetricType.Gauge, "strata_mig_memory_used_bytes", "Memory in use of a MIG device.", gpu => gpu.Detail is not { } detail ? [] :
            detail.MigDevices.Select(mig => (MigLabels(mig), mig.MemoryUsedBytes))),
        Gpu.Many(MetricType.Gauge, "strata_mig_memory_size_bytes", "Memory of a MIG device.", gpu => gpu.Detail is not { } detail ? [] :
            detail.MigDevices.Select(mig => (MigLabels(mig), mig.MemoryTotalBytes))),
        // Compute instances share the counters of their GPU instance, so that it has one series of each.
        Gpu.Many(MetricType.Gauge, "strata_mig_unit_activity_ratio", "Part of the time in which a unit of a GPU instance worked, 0 to 1. Hopper and newer.", gpu =>
            Rows.GpuInstances(gpu).SelectMany(mig => Units(mig.Units).Select(one => (ImmutableArray.Create([("gpu_instance", Rows.Text(mig.GpuInstance)), .. one.Labels]), one.Value)))),
    ];

    private static ImmutableArray<Metric> Events =>
    [
        new("strata_xid_events_total", MetricType.Counter, "Xids, by GPU and code.", host => host.Xids
            .Select(xid => new Series(XidLabels(xid), xid.Count))),
        new("strata_xid_last_timestamp_seconds", MetricType.Gauge, "When a GPU reported this Xid last, in Unix time.", host => host.Xids
            .Select(xid => new Series(XidLabels(xid), AgentMetrics.Unix(xid.LastAt)))),
    ];

    private static ImmutableArray<(string, string)> Place(GpuStatus gpu) => [("gpu", Rows.Text(gpu.Index)), ("pci_address", gpu.Address?.ToString() ?? "")];

    private static IEnumerable<(ImmutableArray<(string, string)> Labels, double? Value)> Units(UnitActivity? units) =>
        Labelled("unit", ("graphics", units?.Graphics), ("sm", units?.Sm), ("tensor", units?.Tensor), ("dram", units?.Dram), ("fp64", units?.Fp64), ("fp32", units?.Fp32), ("fp16", units?.Fp16));

    private static IEnumerable<(ImmutableArray<(string, string)> Labels, double? Value)> PerLink(GpuStatus gpu, Func<NvLinkTraffic, double?> read) => gpu.Detail is not { } detail ? [] :
        detail.NvLinks.Select(link => (Label("link", Rows.Text(link.Link)), read(link)));

    private static ImmutableArray<(string, string)> XidLabels(XidCount xid) => [("pci_address", xid.Address.ToString()), ("xid", Rows.Text(xid.Code))];

    private static ImmutableArray<(string, string)> MigLabels(MigDevice mig) => [("mig_uuid", mig.Uuid), ("profile", mig.Profile ?? "")];

    private static ImmutableArray<(string, string)> Label(string name, string value) => [(name, value)];

    private static IEnumerable<(ImmutableArray<(string, string)>, double?)> Labelled(string label, params (string Value, double? Number)[] series) =>
        series.Select(one => (Label(label, one.Value), one.Number));
}
