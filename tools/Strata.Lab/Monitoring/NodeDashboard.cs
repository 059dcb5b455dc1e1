using System.Collections.Immutable;

namespace Strata.Lab.Monitoring;

/// <summary>All hosts at a glance: what is wrong first.</summary>
public static class NodeDashboard
{
    private const string Chosen = "{job=~\"$job\",instance=~\"$instance\"}";
    private const string Named = " * on (job, instance, uuid) group_left (gpu, name) strata_gpu_info";

    /// <summary>The dashboard.</summary>
    public static Dashboard Create() => new("strata-node", "Strata: nodes", HasGpus: false, [("What is wrong", Wrong), ("Doctor", Doctor), ("GPUs", Gpus), ("Hosts", Hosts), ("Agent", Agent)]);

    private static ImmutableArray<Panel> Wrong =>
    [
        Count("Hosts whose driver does not answer", $"count(strata_driver_up{Chosen} == 0) or vector(0)"),
        Count("GPUs that do not answer", $"count(strata_gpu_up{Chosen} == 0) or vector(0)"),
        Count("GPUs that hang", $"count(strata_gpu_hanging{Chosen} == 1) or vector(0)"),
        Count("GPUs that need a recovery", $"count(strata_gpu_recovery_action{Chosen} > 0) or vector(0)"),
        Count("GPUs held back by heat", $"count(max by (job, instance, uuid) (strata_gpu_clocks_held_back{{job=~\"$job\",instance=~\"$instance\",reason=~\"sw_thermal_slowdown|hw_thermal_slowdown\"}}) == 1) or vector(0)"),
        Count("GPUs with rows that could not be replaced", $"count(strata_gpu_row_remap_failed{Chosen} == 1) or vector(0)"),
        new Panel("table", "Alerts", "short", [("ALERTS{alertname=~\"Strata.*\",job=~\"$job|\",instance=~\"$instance|\"}", "")])
        {
            Width = 12, Columns = [("alertname", "Alert"), ("alertstate", "State"), ("severity", "Severity"), ("instance", "Host"), ("gpu", "GPU"), ("xid", "Xid"), ("pci_address", "Address")],
        },
        new Panel("table", "Xids, newest first", "dateTimeFromNow", [($"sort_desc(strata_xid_last_timestamp_seconds{Chosen} * 1000)", "")])
        {
            Width = 6, Columns = [("instance", "Host"), ("pci_address", "Address"), ("xid", "Xid"), ("Value", "Last")],
        },
        // The counter itself: the first Xid of a code makes its series, and growth would hide it.
        new Panel("timeseries", "Xids as they add up", "short", [($"sum by (instance, pci_address, xid) (strata_xid_events_total{Chosen})", "{{instance}} {{pci_address}} Xid {{xid}}")]) { Width = 6 },
    ];

    private static ImmutableArray<Panel> Doctor =>
    [
        new Panel("table", "Defects", "short", [($"strata_defect{Chosen}", "")])
        {
            Width = 12, Columns = [("instance", "Host"), ("code", "Code"), ("defect", "Defect"), ("layer", "Layer"), ("state", "State"), ("subject", "Subject")],
        },
        new Panel("state-timeline", "Verdict", "short", [($"strata_health_status{{job=~\"$job\",instance=~\"$instance\",status=~\"fault|warning\"}}", "{{instance}} {{status}}")]) { Width = 6, Limits = (1, 1) },
        new Panel("state-timeline", "Layers with a fault", "short", [($"strata_layer_status{{job=~\"$job\",instance=~\"$instance\",status=\"fault\"}}", "{{instance}} {{layer}}")]) { Width = 6, Limits = (1, 1) },
        new Panel("timeseries", "Age of doctor's last run", "s", [($"time() - strata_doctor_last_run_timestamp_seconds{Chosen}", "{{instance}}"), ($"strata_doctor_last_run_seconds{Chosen}", "{{instance}} took")]),
        new Panel("timeseries", "Runs of doctor", "ops", [($"rate(strata_doctor_runs_total{Chosen}[$__rate_interval])", "{{instance}}"), ($"rate(strata_doctor_failures_total{Chosen}[$__rate_interval])", "{{instance}} failed")]),
        new Panel("timeseries", "Events", "short", [
            ($"increase(strata_history_stored_total{Chosen}[$__rate_interval])", "{{instance}} written"), ($"strata_history_waiting{Chosen}", "{{instance}} wait for the disk"),
            ($"increase(strata_history_dropped_total{Chosen}[$__rate_interval])", "{{instance}} lost"), ($"increase(strata_history_slow_readers_total{Chosen}[$__rate_interval])", "{{instance}} slow readers"),
            ($"strata_history_up{Chosen}", "{{instance}} is kept"), ($"strata_defects_not_shown{Chosen}", "{{instance}} defects not shown")]),
    ];

    private static ImmutableArray<Panel> Gpus =>
    [
        Bars("Load", "percentunit", $"strata_gpu_utilization_ratio{Chosen}{Named}", null),
        Bars("Memory in use", "percentunit", $"strata:gpu_memory_used:ratio{Chosen}{Named}", (0.9, 0.98)),
        Bars("Temperature below the slowdown", "celsius", $"(strata_gpu_slowdown_temperature_celsius{Chosen} - strata_gpu_temperature_celsius){Named}", null),
        new Panel("state-timeline", "Does not answer", "short", [($"strata_gpu_up{Chosen} == bool 0", "{{instance}} {{uuid}}{{gpu}}")]) { Width = 12, Limits = (1, 1) },
        new Panel("timeseries", "Memory in use of MIG devices", "percentunit", [($"strata:mig_memory_used:ratio{Chosen}", "{{instance}} {{profile}} {{mig_uuid}}")]) { Width = 12 },
    ];

    private static ImmutableArray<Panel> Hosts =>
    [
        new Panel("timeseries", "Mean load", "percentunit", [($"instance:strata_gpu_utilization:avg{Chosen}", "{{instance}}")]),
        new Panel("timeseries", "Power of all GPUs", "watt", [($"instance:strata_gpu_power_watts:sum{Chosen}", "{{instance}}")]),
        new Panel("timeseries", "GPUs that answer, of those there are", "short", [($"instance:strata_gpu_up:sum{Chosen}", "{{instance}} answer"), ($"strata_gpus{Chosen}", "{{instance}} are there")]),
        new Panel("timeseries", "Power by energy", "watt", [($"sum by (instance) (strata:gpu_energy_watts:rate5m{Chosen})", "{{instance}}")]),
        new Panel("timeseries", "Time with lowered clocks, by reason", "percentunit", [($"sum by (instance, reason) (strata:gpu_slowdown:ratio_rate5m{Chosen})", "{{instance}} {{reason}}")]),
        new Panel("table", "Drivers", "short", [($"strata_driver_info{Chosen}", "")]) { Columns = [("instance", "Host"), ("version", "Driver"), ("cuda", "CUDA")] },
    ];

    private static ImmutableArray<Panel> Agent =>
    [
        new Panel("timeseries", "A tick takes", "s", [($"rate(strata_sampling_seconds_total{Chosen}[$__rate_interval]) / rate(strata_sampling_ticks_total{Chosen}[$__rate_interval])", "{{instance}} mean"), ($"strata_sampling_last_tick_seconds{Chosen}", "{{instance}} last")]),
        new Panel("timeseries", "Ticks that failed", "ops", [($"rate(strata_sampling_failed_ticks_total{Chosen}[$__rate_interval])", "{{instance}}")]),
        new Panel("timeseries", "Age of the last tick", "s", [($"time() - strata_sampling_last_tick_timestamp_seconds{Chosen}", "{{instance}}"), ($"strata_sampling_interval_seconds{Chosen}", "{{instance}} interval")]),
        new Panel("timeseries", "Calls into the driver", "ops", [($"rate(strata_nvml_calls_total{Chosen}[$__rate_interval])", "{{instance}}")]),
        new Panel("timeseries", "A call into the driver takes", "s", [($"rate(strata_nvml_call_seconds_total{Chosen}[$__rate_interval]) / rate(strata_nvml_calls_total{Chosen}[$__rate_interval])", "{{instance}}")]),
        new Panel("timeseries", "Probes", "short", [
            ($"strata_probe_hanging{Chosen}", "{{instance}} hang"), ($"strata_probe_abandoned_total{Chosen}", "{{instance}} left behind"),
            ($"strata_probe_crashes_total{Chosen}", "{{instance}} crashed"), ($"strata_nvml_starts_total{Chosen}", "{{instance}} starts of the library")]),
        new Panel("timeseries", "Return code of the driver's library, and whether it is held", "short", [($"strata_driver_code{Chosen}", "{{instance}}"), ($"strata_driver_held{Chosen}", "{{instance}} is held")]),
        new Panel("timeseries", "The agent's processor time", "percentunit", [($"rate(process_cpu_seconds_total{Chosen}[$__rate_interval])", "{{instance}}")]),
        new Panel("timeseries", "The agent's memory", "bytes", [($"process_resident_memory_bytes{Chosen}", "{{instance}}")]),
        new Panel("timeseries", "Memory that the agent allocates", "Bps", [($"rate(strata_agent_allocated_bytes_total{Chosen}[$__rate_interval])", "{{instance}}")]),
        new Panel("timeseries", "Up since", "dateTimeFromNow", [($"process_start_time_seconds{Chosen} * 1000", "{{instance}}")]),
        new Panel("timeseries", "Series left out", "ops", [($"rate(strata_series_dropped_total{Chosen}[$__rate_interval])", "{{instance}} {{metric}}")]),
        new Panel("table", "Versions", "short", [($"strata_build_info{Chosen}", "")]) { Columns = [("instance", "Host"), ("version", "Strata"), ("demo", "Lab")] },
    ];

    private static Panel Count(string title, string expression) => new("stat", title, "short", [(expression, "")]) { Width = 4, Height = 4, Limits = (1, 1) };

    private static Panel Bars(string title, string unit, string expression, (double, double)? limits) => new("bargauge", title, unit, [(expression, "{{instance}} GPU {{gpu}}")]) { Limits = limits };
}
