using Strata.Metrics;

namespace Strata.Lab.Monitoring;

/// <summary>Makes panels of rows of the metric table: help becomes title, name becomes unit, counters become rates.</summary>
public static class MetricPanels
{
    private const string Chosen = "{job=~\"$job\",instance=~\"$instance\",uuid=~\"$uuid\"}";
    private const string Names = " * on (job, instance, uuid) group_left (gpu) strata_gpu_info";

    /// <summary>Time lines of a metric of the chosen GPUs.</summary>
    /// <param name="name">Name in the table.</param>
    /// <param name="labels">Labels that tell the lines of one GPU apart.</param>
    public static Panel Lines(string name, params ReadOnlySpan<string> labels) => Of("timeseries", name, labels);

    /// <summary>States of the chosen GPUs over time, of which none is bad by itself.</summary>
    public static Panel States(string name, params ReadOnlySpan<string> labels) => Of("state-timeline", name, labels);

    /// <summary>States of the chosen GPUs over time, of which all but 0 are bad.</summary>
    public static Panel Troubles(string name, params ReadOnlySpan<string> labels) => States(name, labels) with { Limits = (1, 1) };

    /// <summary>The unit in which Grafana shows a metric of this name.</summary>
    public static string UnitOf(string name) => name switch
    {
        _ when name.EndsWith("_bytes_total", StringComparison.Ordinal) => "Bps",
        _ when name.EndsWith("_joules_total", StringComparison.Ordinal) => "watt",
        _ when name.EndsWith("_seconds_total", StringComparison.Ordinal) => "percentunit",
        _ when name.EndsWith("_timestamp_seconds", StringComparison.Ordinal) => "dateTimeFromNow",
        _ when name.EndsWith("_total", StringComparison.Ordinal) => "ops",
        _ when name.EndsWith("_bytes", StringComparison.Ordinal) => "bytes",
        _ when name.EndsWith("_watts", StringComparison.Ordinal) => "watt",
        _ when name.EndsWith("_celsius", StringComparison.Ordinal) => "celsius",
        _ when name.EndsWith("_ratio", StringComparison.Ordinal) => "percentunit",
        _ when name.EndsWith("_hertz", StringComparison.Ordinal) => "hertz",
        _ when name.EndsWith("_seconds", StringComparison.Ordinal) => "s",
        _ => "short",
    };

    private static Panel Of(string kind, string name, ReadOnlySpan<string> labels)
    {
        var metric = StrataMetrics.Table.FirstOrDefault(row => row.Name == name) ?? throw new ArgumentException("no row of the metric table: " + name, nameof(name));
        var series = metric.Type == MetricType.Counter ? $"rate({name}{Chosen}[$__rate_interval])" : name + Chosen;
        var scale = name.EndsWith("_timestamp_seconds", StringComparison.Ordinal) ? " * 1000" : "";
        var legend = string.Concat(labels.ToArray().Select(label => $" {{{{{label}}}}}"));
        return new Panel(kind, metric.Help.TrimEnd('.'), UnitOf(name), [(series + scale + Names, "{{instance}} GPU {{gpu}}" + legend)]) { Description = name };
    }
}
