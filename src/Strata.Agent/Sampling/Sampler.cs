using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Strata.Layers.Driver;
using Strata.Linux.Nvml.Probe;
using Strata.Metrics;
using Strata.Sampling;

namespace Strata.Agent.Sampling;

/// <summary>Samples all GPUs on a fast and a slow tick and publishes each sample whole. It is the only one that asks the driver.</summary>
internal sealed partial class Sampler : BackgroundService
{
    private readonly AgentOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<Sampler> _log;
    private readonly XidBook _xids;
    private readonly ImmutableArray<MetricSet> _sets;
    private readonly string _hostName;
    private volatile Publication _current;
    private int _lastCode = NvmlCode.Success;

    public Sampler(AgentOptions options, XidBook xids, TimeProvider clock, ILogger<Sampler> log)
    {
        (_options, _xids, _clock, _log) = (options, xids, clock, log);
        _sets = [.. options.Listen.SelectMany(listen => listen.Sets).Distinct()];
        _hostName = System.Environment.MachineName;
        _current = new Publication(new HostSample(clock.GetUtcNow(), options.Version, _hostName), _sets);
    }

    /// <summary>The last sample.</summary>
    public Publication Current => _current;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var host = new GpuHost(new GpuHostOptions { Probe = _options.Probe, WatchEvents = true }, _clock, Note);
        using var tick = new PeriodicTimer(_options.Interval, _clock);
        var nextDetail = DateTimeOffset.MinValue;
        do
        {
            if (_clock.GetUtcNow() >= nextDetail)
            {
                await host.DetailAsync().ConfigureAwait(false);
                nextDetail = _clock.GetUtcNow() + _options.DetailInterval;
            }
            await host.SampleAsync().ConfigureAwait(false);
            Publish(host);
        }
        while (await NextAsync(tick, stoppingToken).ConfigureAwait(false));
    }

    private static async ValueTask<bool> NextAsync(PeriodicTimer tick, CancellationToken cancel)
    {
        try
        {
            return await tick.WaitForNextTickAsync(cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Publish(GpuHost host)
    {
        _current = new Publication(
            new HostSample(_clock.GetUtcNow(), _options.Version, _hostName)
            {
                Driver = host.Code == NvmlCode.Success ? host.Driver : null,
                Gpus = [.. host.Gpus],
                Xids = _xids.Counts(),
                Probe = new ProbeHealth
                {
                    Calls = host.Calls.Count, Seconds = host.Calls.Seconds, Hanging = host.AbandonedNow, Abandoned = host.AbandonedInAll, Crashes = host.Crashes, Generation = host.Generation,
                },
            }.WithoutOlderThan(_options.StaleAfter, _options.StaleAfter + (2 * _options.DetailInterval)),
            _sets);
        if (host.Code != _lastCode)
        {
            _lastCode = host.Code;
            DriverChanged(host.Code, host.Driver?.Version ?? "");
        }
    }

    private void Note(GpuEvent told)
    {
        if (told is { Xid: { } code, Gpu: { } index } && Current.Sample.Gpus.FirstOrDefault(gpu => gpu.Index == index)?.Identity is { } identity)
        {
            _xids.Add(identity.Address, code, ofKernel: false);
        }
    }

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "The driver answers with code {Code} (0 is success), version {Version}")]
    private partial void DriverChanged(int code, string version);
}
