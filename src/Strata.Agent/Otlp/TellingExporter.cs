using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace Strata.Agent.Otlp;

/// <summary>Tells once when a collector stops to take metrics, and once when it takes them again.</summary>
internal sealed partial class TellingExporter(OtlpExporterOptions options, Uri endpoint, ILogger<TellingExporter> log) : OtlpMetricExporter(options)
{
    private bool? _works;

    public override ExportResult Export(in Batch<Metric> metrics)
    {
        var result = base.Export(metrics);
        var works = result == ExportResult.Success;
        if (works != _works)
        {
            _works = works;
            if (works)
            {
                Pushing(endpoint);
            }
            else
            {
                NotTaken(endpoint);
            }
        }
        return result;
    }

    [LoggerMessage(EventId = 50, Level = LogLevel.Information, Message = "Pushing metrics to {Endpoint}")]
    private partial void Pushing(Uri endpoint);

    [LoggerMessage(EventId = 51, Level = LogLevel.Warning, Message = "Metrics are not taken by {Endpoint}; tried again until they are, without another word")]
    private partial void NotTaken(Uri endpoint);
}
