using System.Collections.Immutable;

namespace Strata.Lab.Monitoring;

/// <summary>Alerts about what doctor finds and about the history of events.</summary>
public static class DoctorAlerts
{
    /// <summary>All.</summary>
    public static ImmutableArray<Alert> All { get; } =
    [
        new("StrataDefectFault", "critical", "2m",
            "strata_defect{state=\"fault\"} == 1",
            "{{ $labels.code }} {{ $labels.defect }} on {{ $labels.instance }}{{ with $labels.subject }} ({{ . }}){{ end }}.",
            "Doctor finds this fault in the layer {{ $labels.layer }}. Two minutes are two of its runs.",
            "strata doctor --layer {{ $labels.layer }}"),
        new("StrataDefectWarning", "warning", "30m",
            "strata_defect{state=\"warning\"} == 1",
            "{{ $labels.code }} {{ $labels.defect }} on {{ $labels.instance }}{{ with $labels.subject }} ({{ . }}){{ end }}.",
            "Doctor finds this in the layer {{ $labels.layer }} for half an hour: it works on with it, and not as it should.",
            "strata doctor --layer {{ $labels.layer }}"),
        // The first run ends minutes after the start; one that never ends leaves no time of a last one.
        new("StrataDoctorStuck", "warning", "15m",
            "time() - strata_doctor_last_run_timestamp_seconds > on (job, instance) (3600 + 2 * strata_doctor_interval_seconds) or increase(strata_doctor_failures_total[1h]) > 0 or (strata_build_info unless on (job, instance) strata_doctor_last_run_timestamp_seconds)",
            "Doctor does not run on {{ $labels.instance }}.",
            "No run of it ended since the agent started, or none for an hour and two of its intervals, or a run ended by a fault of strata: what it says of the host may be old.",
            "strata doctor"),
        new("StrataHistoryNotKept", "warning", "5m",
            "strata_history_up == 0 or increase(strata_history_dropped_total[1h]) > 0",
            "Events of {{ $labels.instance }} are not written to the disk.",
            "They are held in memory as long as there is room, and lost when the agent ends: the disk is full or the directory cannot be written.",
            "journalctl -u strata-agent"),
    ];
}
