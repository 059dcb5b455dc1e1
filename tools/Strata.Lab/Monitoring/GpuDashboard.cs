using System.Collections.Immutable;
using static Strata.Lab.Monitoring.MetricPanels;

namespace Strata.Lab.Monitoring;

/// <summary>Everything about the chosen GPUs.</summary>
public static class GpuDashboard
{
    /// <summary>The dashboard.</summary>
    public static Dashboard Create() => new("strata-gpu", "Strata: GPU", HasGpus: true,
    [
        ("State", State),
        ("Load", [
            Lines("strata_gpu_utilization_ratio"), Lines("strata_gpu_memory_utilization_ratio"), Lines("strata_gpu_clock_hertz", "domain"),
            Lines("strata_gpu_encoder_utilization_ratio"), Lines("strata_gpu_decoder_utilization_ratio"), Lines("strata_gpu_performance_state"),
            Lines("strata_gpu_unit_activity_ratio", "unit"), Lines("strata_gpu_sm_occupancy_ratio"), Lines("strata_mig_unit_activity_ratio", "gpu_instance", "unit"),
        ]),
        ("Memory and processes", [
            Lines("strata_gpu_memory_used_bytes"), Lines("strata_gpu_memory_free_bytes"), Lines("strata_gpu_memory_reserved_bytes"),
            Lines("strata_gpu_memory_size_bytes"), Lines("strata_gpu_processes"), Lines("strata_gpu_process_memory_bytes", "user", "name", "pid"),
            Lines("strata_mig_memory_used_bytes", "profile", "mig_uuid"), Lines("strata_mig_memory_size_bytes", "profile", "mig_uuid"),
        ]),
        ("Power and heat", [
            Lines("strata_gpu_power_watts"), Lines("strata_gpu_power_limit_watts"), Lines("strata_gpu_energy_joules_total"),
            Lines("strata_gpu_temperature_celsius"), Lines("strata_gpu_memory_temperature_celsius"), Lines("strata_gpu_fan_speed_ratio", "fan"),
            Lines("strata_gpu_slowdown_temperature_celsius"), Lines("strata_gpu_shutdown_temperature_celsius"), Lines("strata_gpu_slowdown_seconds_total", "reason"),
        ]),
        ("Links", [
            Lines("strata_gpu_pcie_sent_bytes_total"), Lines("strata_gpu_pcie_received_bytes_total"), Lines("strata_gpu_pcie_replays_total"),
            Lines("strata_gpu_nvlink_sent_bytes_total"), Lines("strata_gpu_nvlink_received_bytes_total"), Lines("strata_gpu_nvlink_errors_total", "kind"),
            Lines("strata_gpu_pcie_generation"), Lines("strata_gpu_pcie_lanes"), Lines("strata_gpu_pcie_errors_total", "severity"),
            Lines("strata_gpu_pcie_generation_limit"), Lines("strata_gpu_pcie_lanes_limit"), Lines("strata_gpu_nvlinks_up"),
            Lines("strata_gpu_nvlink_link_sent_bytes_total", "link") with { Width = 12 }, Lines("strata_gpu_nvlink_link_received_bytes_total", "link") with { Width = 12 },
        ]),
        ("Memory errors", [
            Lines("strata_gpu_ecc_errors_total", "kind", "span"), Lines("strata_gpu_remapped_rows", "kind"), Lines("strata_gpu_retired_pages", "kind"),
            Troubles("strata_gpu_row_remap_pending"), Troubles("strata_gpu_row_remap_failed"), Troubles("strata_gpu_page_retirement_pending"),
        ]),
        ("Modes", [
            States("strata_gpu_persistence_mode"), States("strata_gpu_compute_mode"), States("strata_gpu_fabric_state"),
            States("strata_gpu_ecc_mode"), States("strata_gpu_ecc_mode_pending"), States("strata_gpu_fabric_status"),
            States("strata_gpu_mig_mode"), States("strata_gpu_mig_mode_pending"), Lines("strata_gpu_sample_timestamp_seconds"),
        ]),
    ]);

    private static ImmutableArray<Panel> State =>
    [
        new Panel("table", "GPUs", "short", [("strata_gpu_info{job=~\"$job\",instance=~\"$instance\",uuid=~\"$uuid\"}", "")])
        {
            Width = 24, Height = 6,
            Columns = [("instance", "Host"), ("gpu", "GPU"), ("name", "Name"), ("pci_address", "Address"), ("uuid", "UUID"), ("vbios", "VBIOS"), ("compute_capability", "Capability")],
        },
        States("strata_gpu_clocks_held_back", "reason") with { Width = 16, Height = 10 },
        Troubles("strata_gpu_recovery_action") with { Height = 10 },
        Troubles("strata_gpu_hanging"),
        Troubles("strata_gpu_code"),
        new Panel("timeseries", "Memory in use of what programs can have", "percentunit", [("strata:gpu_memory_used:ratio{job=~\"$job\",instance=~\"$instance\",uuid=~\"$uuid\"}", "{{instance}} {{uuid}}")]) { Limits = (0.9, 0.98) },
    ];
}
