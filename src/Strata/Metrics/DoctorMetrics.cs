using System.Collections.Immutable;
using Strata.Judging;
using Strata.Rendering;

namespace Strata.Metrics;

/// <summary>The metrics of doctor's verdict and of the history of events.</summary>
internal static class DoctorMetrics
{
    // A broken host has a handful; a bound keeps a wrong rule from filling the store of whoever scrapes.
    private const int MostFindings = 100;

    private static readonly ImmutableArray<Status> Standings = [Status.Ok, Status.Warning, Status.Fault, Status.Unknown, Status.NotApplicable];

    /// <summary>The rows.</summary>
    public static ImmutableArray<Metric> Table { get; } =
    [
        new("strata_health_status", MetricType.Gauge, "1 for the verdict of doctor's last run, 0 for the others.", host => host.Health is not { } health ? [] :
            Standings.Where(status => status != Status.NotApplicable).Select(status => Is([("status", Names.Of(status))], health.Report.Verdict == status))),
        new("strata_layer_status", MetricType.Gauge, "1 for the standing of a layer in doctor's last run, 0 for the others.", host => host.Health is not { } health ? [] :
            health.Report.Layers.SelectMany(layer => Standings.Select(status => Is([("layer", Names.Of(layer.Layer)), ("status", Names.Of(status))], layer.Status == status)))),
        new("strata_defect", MetricType.Gauge, "1 for each defect that doctor's last run found.", host => Defects(host).Take(MostFindings)),
        new("strata_defects_not_shown", MetricType.Gauge, "Defects of doctor's last run beyond the number that is shown.", host => host.Health is null ? [] : [Only(Math.Max(0, Defects(host).Count() - MostFindings))]),
        new("strata_doctor_last_run_timestamp_seconds", MetricType.Gauge, "When doctor's last run ended, in Unix time.", host => host.Health is not { } health ? [] : [Only(health.At.ToUnixTimeMilliseconds() / 1000.0)]),
        new("strata_doctor_last_run_seconds", MetricType.Gauge, "How long doctor's last run took.", host => host.Health is not { } health ? [] : [Only(health.Took.TotalSeconds)]),
        new("strata_doctor_interval_seconds", MetricType.Gauge, "Time between two runs of doctor, besides those after events.", host => Of(host, history => history.DoctorInterval.TotalSeconds)),
        new("strata_doctor_runs_total", MetricType.Counter, "Runs of doctor.", host => Of(host, history => history.DoctorRuns)),
        new("strata_doctor_failures_total", MetricType.Counter, "Runs of doctor that ended by a fault of strata.", host => Of(host, history => history.DoctorFailures)),
        new("strata_history_up", MetricType.Gauge, "1 while events are written to the disk; absent where they are to be in memory only.", host => host.History is { IsWanted: true } history ? [Only(history.IsStored ? 1 : 0)] : []),
        new("strata_history_stored_total", MetricType.Counter, "Events that were written to the disk.", host => Of(host, history => history.Stored)),
        new("strata_history_waiting", MetricType.Gauge, "Events that are held in memory until the disk takes them.", host => Of(host, history => history.Waiting)),
        new("strata_history_dropped_total", MetricType.Counter, "Events that found no room in memory while the disk took none.", host => Of(host, history => history.Dropped)),
        new("strata_history_slow_readers_total", MetricType.Counter, "Readers of the stream of events that did not keep up and were let go.", host => Of(host, history => history.SlowReaders)),
    ];

    private static IEnumerable<Series> Defects(HostSample host) => (host.Health?.Report.Findings ?? []).Select(placed => placed.Finding)
        .Where(finding => finding.Rule != SoundChain.Info)
        .OrderByDescending(finding => finding.State)
        .Select(finding => new Series(
            [
                ("code", finding.Rule.Code.ToString()), ("defect", finding.Rule.Slug), ("layer", Names.Of(finding.Rule.Code.Layer)), ("state", Names.Of(finding.State)),
                ("subject", PlainText.Clean(finding.Subject ?? "")),
            ], 1))
        .DistinctBy(series => (series.Labels[0].Value, series.Labels[3].Value, series.Labels[4].Value));

    private static IEnumerable<Series> Of(HostSample host, Func<HistoryHealth, double> read) => host.History is { } history ? [Only(read(history))] : [];

    private static Series Is(ImmutableArray<(string, string)> labels, bool value) => new(labels, value ? 1 : 0);

    private static Series Only(double value) => new([], value);
}
