using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Strata.Agent.Sampling;

namespace Strata.Agent.Otlp;

/// <summary>Pushes the last sample to a collector of OpenTelemetry, as protobuf over HTTP. The driver is never asked here.</summary>
internal sealed class OtlpPush(AgentOptions agent, OtlpOptions options, Sampler sampler, ILogger<TellingExporter> log) : IHostedService, IDisposable
{
    // A collector that does not answer must not hold up the end of the agent.
    private const int ShutdownMilliseconds = 2000;
    private const int LongestPushMilliseconds = 10_000;

    private readonly Meter _meter = new("strata", agent.Version);
    private MeterProvider? _provider;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        OtlpInstruments.Create(_meter, () => sampler.Current.Sample);
        var interval = (int)options.Interval.TotalMilliseconds;
        var exporter = new TellingExporter(
            new OtlpExporterOptions { Endpoint = options.Endpoint, Protocol = OtlpExportProtocol.HttpProtobuf, TimeoutMilliseconds = Math.Min(interval, LongestPushMilliseconds) },
            options.Endpoint, log);
        _provider = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(ResourceBuilder.CreateEmpty().AddAttributes(
            [
                new("service.name", "strata"), new("service.version", agent.Version), new("host.name", System.Environment.MachineName),
            ]))
            .AddMeter(_meter.Name)
            .AddReader(new PeriodicExportingMetricReader(exporter, interval))
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.Run(() => _provider?.Shutdown(ShutdownMilliseconds), cancellationToken);

    public void Dispose()
    {
        _provider?.Dispose();
        _meter.Dispose();
    }
}
