using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using Strata.Sampling;

namespace Strata.Metrics;

/// <summary>
/// Writes metrics in the text format 0.0.4 of Prometheus, or in OpenMetrics 1.0. They differ in the name of a counter's family
/// and in the line that ends an OpenMetrics text.
/// </summary>
public static class Exposition
{
    private const string CounterEnding = "_total";

    /// <summary>Media type of the text format.</summary>
    public const string TextType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Media type of OpenMetrics.</summary>
    public const string OpenMetricsType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /// <summary>Writes every metric that has a series.</summary>
    public static void Write(IBufferWriter<byte> output, ImmutableArray<Metric> metrics, HostSample sample, bool openMetrics)
    {
        foreach (var metric in metrics)
        {
            var head = false;
            foreach (var series in metric.Read(sample))
            {
                if (!double.IsFinite(series.Value))
                {
                    continue;
                }
                if (!head)
                {
                    Head(output, metric, openMetrics);
                    head = true;
                }
                Line(output, metric.Name, sample.IsDemo ? series with { Labels = [.. series.Labels.IsDefault ? [] : series.Labels, Demonstration.Label] } : series);
            }
        }
        if (openMetrics)
        {
            Put(output, "# EOF\n");
        }
    }

    // A counter whose imitated name has no ending cannot be one in OpenMetrics; there it is of unknown type.
    private static void Head(IBufferWriter<byte> output, Metric metric, bool openMetrics)
    {
        var isNamedCounter = metric.Type == MetricType.Counter && metric.Name.EndsWith(CounterEnding, StringComparison.Ordinal);
        var family = openMetrics && isNamedCounter ? metric.Name[..^CounterEnding.Length] : metric.Name;
        var type = metric.Type == MetricType.Gauge ? "gauge" : openMetrics && !isNamedCounter ? "unknown" : "counter";
        Put(output, $"# HELP {family} ");
        Escape(output, metric.Help, quotes: openMetrics);
        Put(output, $"\n# TYPE {family} {type}\n");
    }

    private static void Line(IBufferWriter<byte> output, string name, Series series)
    {
        Put(output, name);
        if (!series.Labels.IsDefaultOrEmpty)
        {
            var separator = "{";
            foreach (var (label, value) in series.Labels)
            {
                Put(output, separator);
                Put(output, label);
                Put(output, "=\"");
                Escape(output, value, quotes: true);
                Put(output, "\"");
                separator = ",";
            }
            Put(output, "}");
        }
        Put(output, " ");
        var room = output.GetSpan(32);
        Utf8Formatter.TryFormat(series.Value, room, out var written);
        output.Advance(written);
        Put(output, "\n");
    }

    private static void Escape(IBufferWriter<byte> output, string text, bool quotes)
    {
        foreach (var letter in text.EnumerateRunes())
        {
            switch (letter.Value)
            {
                case '\\':
                    Put(output, "\\\\");
                    break;
                case '\n':
                    Put(output, "\\n");
                    break;
                case '"' when quotes:
                    Put(output, "\\\"");
                    break;
                // Names come from boards, processes and files; what they do to a terminal stays out.
                case < ' ' or (>= 0x7f and < 0xa0):
                    Put(output, "?");
                    break;
                default:
                    output.Advance(letter.EncodeToUtf8(output.GetSpan(4)));
                    break;
            }
        }
    }

    private static void Put(IBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);
}
