using System.Collections.Immutable;

namespace Strata.Lab.Monitoring;

/// <summary>What alerts and dashboards use more than once.</summary>
public static class Recordings
{
    /// <summary>All.</summary>
    public static ImmutableArray<Recording> All { get; } =
    [
        // What the driver reserves is nobody's to use: it counts neither as used nor as free.
        new("strata:gpu_memory_used:ratio", "strata_gpu_memory_used_bytes / (strata_gpu_memory_used_bytes + strata_gpu_memory_free_bytes)"),
        new("strata:mig_memory_used:ratio", "strata_mig_memory_used_bytes / strata_mig_memory_size_bytes"),
        new("strata:gpu_energy_watts:rate5m", "rate(strata_gpu_energy_joules_total[5m])"),
        new("strata:gpu_slowdown:ratio_rate5m", "rate(strata_gpu_slowdown_seconds_total[5m])"),
        new("instance:strata_gpu_utilization:avg", "avg by (job, instance) (strata_gpu_utilization_ratio)"),
        new("instance:strata_gpu_power_watts:sum", "sum by (job, instance) (strata_gpu_power_watts)"),
        new("instance:strata_gpu_up:sum", "sum by (job, instance) (strata_gpu_up)"),
    ];
}
