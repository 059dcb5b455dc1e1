using System.Collections.Immutable;

namespace Strata.Metrics;

/// <summary>What the agent tells of itself and of the driver: they concern the host and carry no label of a GPU.</summary>
public static class AgentMetrics
{
    /// <summary>The table.</summary>
    public static ImmutableArray<Metric> Table { get; } = [.. Identity, .. Ticks, .. Driver, .. Process];

    private static ImmutableArray<Metric> Identity =>
    [
        new("strata_build_info", MetricType.Gauge, "The version of strata; the value is always 1.", host => [One(("version", host.Version))]),
        new("strata_driver_info", MetricType.Gauge, "The driver; the value is always 1.", host => host.Driver is not { } driver ? [] :
            [One(("version", driver.Version), ("cuda", driver.CudaVersion ?? ""))]),
        new("strata_driver_up", MetricType.Gauge, "1 while the driver's library answers; absent while nothing is asked of it on purpose.", host =>
            host.IsLeftAlone ? [] : [Only(host.Driver is null ? 0 : 1)]),
        new("strata_driver_held", MetricType.Gauge, "1 while the agent holds a GPU open and so keeps the driver initialised.", host => [Only(host.IsHeld ? 1 : 0)]),
        new("strata_driver_code", MetricType.Gauge, "Return code of the last start of the driver's library; 0 is success.", host => Maybe(host.DriverCode)),
        new("strata_gpus", MetricType.Gauge, "GPUs that the driver counted when its library was started last; one that drops out makes the agent start it anew.", host => host.Driver is { } driver ? [Only(driver.Gpus)] : []),
    ];

    // Times and not ages: an age is wrong as soon as it is written down, above all when the sampler stands still.
    private static ImmutableArray<Metric> Ticks =>
    [
        new("strata_sampling_interval_seconds", MetricType.Gauge, "Time between two ticks of the sampler.", host => [Only(host.Ticks.Interval.TotalSeconds)]),
        new("strata_sampling_ticks_total", MetricType.Counter, "Ticks, in each of which all GPUs are sampled.", host => [Only(host.Ticks.Count)]),
        new("strata_sampling_failed_ticks_total", MetricType.Counter, "Ticks in which the driver's library did not answer.", host => [Only(host.Ticks.Failed)]),
        new("strata_sampling_seconds_total", MetricType.Counter, "Seconds spent in all ticks.", host => [Only(host.Ticks.Seconds)]),
        new("strata_sampling_last_tick_seconds", MetricType.Gauge, "Seconds that the last tick took.", host => host.Ticks.Count == 0 ? [] : [Only(host.Ticks.LastSeconds)]),
        new("strata_sampling_last_tick_timestamp_seconds", MetricType.Gauge, "When the last tick ended, in Unix time.", host => host.Ticks.LastAt is { } at ? [Only(Unix(at))] : []),
        new("strata_series_dropped_total", MetricType.Counter, "Series left out of samples because a GPU had too many, by metric.", host =>
            [new Series([("metric", ProcessMetrics.Name)], host.ProcessesLeftOut)]),
    ];

    private static ImmutableArray<Metric> Driver =>
    [
        new("strata_nvml_calls_total", MetricType.Counter, "Calls into the driver's library.", host => [Only(host.Probe.Calls)]),
        new("strata_nvml_call_seconds_total", MetricType.Counter, "Seconds spent in calls into the driver's library.", host => [Only(host.Probe.Seconds)]),
        new("strata_nvml_starts_total", MetricType.Counter, "Starts of the driver's library that worked.", host => [Only(host.Probe.Generation)]),
        new("strata_probe_hanging", MetricType.Gauge, "Probes that hang in a call of the driver.", host => [Only(host.Probe.Hanging)]),
        new("strata_probe_abandoned_total", MetricType.Counter, "Probes that were left behind in a call of the driver.", host => [Only(host.Probe.Abandoned)]),
        new("strata_probe_crashes_total", MetricType.Counter, "Probes that ended by a crash in the driver's library.", host => [Only(host.Probe.Crashes)]),
    ];

    // Under the names that all exporters share, but for the last.
    private static ImmutableArray<Metric> Process =>
    [
        new("process_start_time_seconds", MetricType.Gauge, "When the agent started, in Unix time.", host => Maybe(host.Process is { } own ? Unix(own.StartedAt) : null)),
        new("process_cpu_seconds_total", MetricType.Counter, "Processor time of the agent without its probes.", host => Maybe(host.Process?.Processor.TotalSeconds)),
        new("process_resident_memory_bytes", MetricType.Gauge, "Memory of the agent in RAM, without its probes.", host => Maybe(host.Process?.ResidentBytes)),
        new("strata_agent_allocated_bytes_total", MetricType.Counter, "Managed memory that the agent allocated, given back or not.", host => Maybe(host.Process?.AllocatedBytes)),
    ];

    /// <summary>Unix time with milliseconds.</summary>
    internal static double Unix(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / 1000.0;

    private static IEnumerable<Series> Maybe(double? value) => value is { } known ? [Only(known)] : [];

    private static Series One(params (string, string)[] labels) => new([.. labels], 1);

    private static Series Only(double value) => new([], value);
}
