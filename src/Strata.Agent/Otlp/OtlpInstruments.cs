using System.Diagnostics.Metrics;
using Strata.Metrics;

namespace Strata.Agent.Otlp;

/// <summary>Instruments that read the last sample when they are asked.</summary>
internal static class OtlpInstruments
{
    public static void Create(Meter meter, Func<HostSample> last)
    {
        foreach (var metric in HardwareMetrics.Table)
        {
            Create(meter, metric.Name, metric.Kind, metric.Unit, metric.Help, () => Measure(metric.Read(last())));
        }
        foreach (var metric in HardwareMetrics.Others)
        {
            var kind = metric.Type == MetricType.Counter ? HardwareMetricKind.Counter : HardwareMetricKind.Gauge;
            // The unit stands in the name.
            Create(meter, metric.Name, kind, null, metric.Help, () => Measure(metric.Read(last())));
        }
    }

    private static void Create(Meter meter, string name, HardwareMetricKind kind, string? unit, string help, Func<IEnumerable<Measurement<double>>> read)
    {
        switch (kind)
        {
            case HardwareMetricKind.Counter:
                meter.CreateObservableCounter(name, read, unit, help);
                break;
            case HardwareMetricKind.UpDownCounter:
                meter.CreateObservableUpDownCounter(name, read, unit, help);
                break;
            default:
                meter.CreateObservableGauge(name, read, unit, help);
                break;
        }
    }

    private static IEnumerable<Measurement<double>> Measure(IEnumerable<Series> series) => series
        .Where(one => double.IsFinite(one.Value))
        .Select(one => new Measurement<double>(one.Value, one.Labels.IsDefault ? [] : one.Labels.Select(label => KeyValuePair.Create<string, object?>(label.Name, label.Value))));
}
