using System.Collections.Immutable;

namespace Strata.Lab.Monitoring;

/// <summary>Alerts about the agent and the driver as a whole.</summary>
public static class AgentAlerts
{
    /// <summary>All.</summary>
    public static ImmutableArray<Alert> All { get; } =
    [
        new("StrataAgentAbsent", "warning", "10m",
            "absent(strata_build_info)",
            "No strata agent is scraped.",
            "Nothing told the version of an agent for ten minutes: none runs, or the scrape configuration has none. All other alerts of this file are silent meanwhile.",
            "systemctl status strata-agent"),
        new("StrataAgentDown", "critical", "5m",
            "(up == 0) and on (job, instance) (count by (job, instance) (count_over_time(strata_build_info[1d])))",
            "The strata agent of {{ $labels.instance }} does not answer.",
            "It answered within the last day. Its GPUs are not observed; the driver may be left uninitialised. Five minutes spare a reboot.",
            "systemctl status strata-agent"),
        new("StrataSamplerStuck", "critical", "2m",
            "time() - strata_sampling_last_tick_timestamp_seconds > 60 + 5 * strata_sampling_interval_seconds",
            "The agent of {{ $labels.instance }} answers and takes no samples.",
            "The last tick ended {{ $value | humanizeDuration }} ago: what is scraped is old. A minute and five ticks are more than the longest deadline of a call into the driver.",
            "strata doctor --layer driver"),
        new("StrataDriverDown", "critical", "2m",
            "strata_driver_up == 0",
            "The NVIDIA driver of {{ $labels.instance }} does not answer.",
            "The driver's library cannot be started: the module is not loaded, does not fit the library, or the devices are gone. Two minutes spare a module that is being loaded anew.",
            "strata doctor"),
        new("StrataProbeCrashed", "warning", "0m",
            "increase(strata_probe_crashes_total[30m]) > 0",
            "The driver's library crashed on {{ $labels.instance }}.",
            "A call ended the process that made it. The agent goes on in a new one; other programs that make the same call will crash as well.",
            "strata doctor --layer driver"),
        new("StrataSeriesDropped", "info", "0m",
            "increase(strata_series_dropped_total[15m]) > 0",
            "{{ $labels.instance }} has more series of {{ $labels.metric }} than are told.",
            "A GPU has more processes than become series; those with the least memory are left out.",
            "strata top"),
    ];
}
