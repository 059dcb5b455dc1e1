using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Strata.Agent.History;
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
    private readonly Chronicle _chronicle;
    private readonly HistoryBook _history;
    private readonly TextForms _forms;
    private readonly string _hostName;
    private readonly OwnProcess _process;
    private readonly Channel<HoldOrder> _orders = Channel.CreateUnbounded<HoldOrder>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _publishing = new();
    private volatile Publication _current;
    private TickHealth _ticks;
    private int _lastCode = NvmlCode.Success;
    private int? _lastEventCode;
    private bool _wasHeld;

    public Sampler(AgentOptions options, Chronicle chronicle, HistoryBook history, TimeProvider clock, ILogger<Sampler> log)
    {
        (_options, _chronicle, _history, _clock, _log) = (options, chronicle, history, clock, log);
        _forms = new TextForms(options.Listen);
        _ticks = new TickHealth { Interval = options.Interval };
        _hostName = System.Environment.MachineName;
        _process = new OwnProcess(clock.GetUtcNow());
        _current = new Publication(new HostSample(clock.GetUtcNow(), options.Version, _hostName) { IsDemo = options.IsDemo }, _forms);
    }

    /// <summary>The last sample.</summary>
    public Publication Current => _current;

    /// <summary>Return code of the last start of the driver's library.</summary>
    public int Code { get; private set; } = NvmlCode.Uninitialized;

    /// <summary>Publishes the last sample anew with what happened since.</summary>
    public void Republish()
    {
        lock (_publishing)
        {
            _current = new Publication(_chronicle.Complete(_current.Sample), _forms);
        }
    }

    /// <summary>Lets go of a GPU, or of all and of the driver's library, until <see cref="HoldAsync"/>.</summary>
    /// <param name="gpu">Its index, UUID or place on the bus; null for all.</param>
    /// <param name="cancel">Ends the wait, not the order.</param>
    /// <exception cref="ArgumentException">There is no such GPU.</exception>
    /// <exception cref="InvalidOperationException">The agent ends.</exception>
    public Task<HoldState> ReleaseAsync(string? gpu, CancellationToken cancel) => OrderAsync(new HoldOrder(isRelease: true, gpu), cancel);

    /// <summary>Takes up a GPU again, or all.</summary>
    /// <param name="gpu">Its index, UUID or place on the bus; null for all.</param>
    /// <param name="cancel">Ends the wait, not the order.</param>
    /// <exception cref="ArgumentException">There is no such GPU.</exception>
    /// <exception cref="InvalidOperationException">The agent ends.</exception>
    public Task<HoldState> HoldAsync(string? gpu, CancellationToken cancel) => OrderAsync(new HoldOrder(isRelease: false, gpu), cancel);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var host = new GpuHost(
            new GpuHostOptions { Probe = _options.Probe, WatchEvents = true, GateSleeping = _options.GateSleeping }, _clock, Note);
        using var tick = new PeriodicTimer(_options.Interval, _clock);
        try
        {
            await SampleAsync(host, tick, stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end of the agent.
        }
        finally
        {
            _orders.Writer.TryComplete();
            while (_orders.Reader.TryRead(out var order))
            {
                order.GiveUp();
            }
        }
    }

    private async Task SampleAsync(GpuHost host, PeriodicTimer tick, CancellationToken cancel)
    {
        long? detailed = null;
        var next = tick.WaitForNextTickAsync(cancel).AsTask();
        var ordered = _orders.Reader.WaitToReadAsync(cancel).AsTask();
        while (true)
        {
            var start = _clock.GetTimestamp();
            if (detailed is not { } since || _clock.GetElapsedTime(since) >= _options.DetailInterval)
            {
                await host.DetailAsync().ConfigureAwait(false);
                detailed = _clock.GetTimestamp();
            }
            await host.SampleAsync().ConfigureAwait(false);
            _ticks = _ticks.With(_clock.GetElapsedTime(start), _clock.GetUtcNow(), (host.Code == NvmlCode.Success && !host.IsBlocked) || host.IsLeftAlone);
            Publish(host);
            // An order goes before a tick that is due as well, or a tick that takes longer than the interval would never let one through.
            while (await Task.WhenAny(ordered, next).ConfigureAwait(false) == ordered && await ordered.ConfigureAwait(false))
            {
                await ObeyAsync(host).ConfigureAwait(false);
                ordered = _orders.Reader.WaitToReadAsync(cancel).AsTask();
                if (next.IsCompleted)
                {
                    break;
                }
            }
            if (!await next.ConfigureAwait(false))
            {
                return;
            }
            next = tick.WaitForNextTickAsync(cancel).AsTask();
        }
    }

    private async Task<HoldState> OrderAsync(HoldOrder order, CancellationToken cancel)
    {
        if (!_orders.Writer.TryWrite(order))
        {
            order.GiveUp();
        }
        return await order.Done.WaitAsync(cancel).ConfigureAwait(false);
    }

    private async Task ObeyAsync(GpuHost host)
    {
        while (_orders.Reader.TryRead(out var order))
        {
            await order.DoAsync(host).ConfigureAwait(false);
            if (order.Done.IsCompletedSuccessfully)
            {
                Obeyed(order.IsRelease ? "Released" : "Held", string.Join(", ", host.Released));
            }
            Publish(host);
        }
    }

    private void Publish(GpuHost host)
    {
        var sample = new HostSample(_clock.GetUtcNow(), _options.Version, _hostName)
            {
                IsDemo = _options.IsDemo,
                Process = _process.Read(),
                DriverCode = host.IsLeftAlone ? null : host.Code,
                Ticks = _ticks,
                Driver = host.Code == NvmlCode.Success && !host.IsLeftAlone ? host.Driver : null,
                Gpus = host.Gpus,
                IsHeld = host.IsHeld,
                Probe = new ProbeHealth
                {
                    Calls = host.Calls.Count, Seconds = host.Calls.Seconds, Hanging = host.AbandonedNow, Abandoned = host.AbandonedInAll, Crashes = host.Crashes, Generation = host.Generation,
                },
            }.WithoutOlderThan(_options.StaleAfter, _options.StaleAfter + (2 * _options.DetailInterval)).After(_current.Sample);
        Code = host.Code;
        _chronicle.NoteSample(sample);
        lock (_publishing)
        {
            _current = new Publication(_chronicle.Complete(sample), _forms);
        }
        _history.Add(_current.Sample);
        Tell(host);
    }

    private void Tell(GpuHost host)
    {
        if (host.Code != _lastCode && !host.IsLeftAlone)
        {
            _lastCode = host.Code;
            DriverChanged(host.Code, host.Driver?.Version ?? "");
        }
        if (host.EventCode != _lastEventCode)
        {
            _lastEventCode = host.EventCode;
            if (host.EventCode is { } code and not NvmlCode.Success)
            {
                NoEvents(code);
            }
        }
        if (host.IsHeld != _wasHeld)
        {
            _wasHeld = host.IsHeld;
            if (_wasHeld)
            {
                Holding(host.Gpus.Count(gpu => gpu.Answers));
            }
            else
            {
                NotHolding();
            }
        }
    }

    private void Note(GpuEvent told)
    {
        if (told is { Xid: { } code, Address: { } address })
        {
            _chronicle.NoteDriver(address, code);
        }
    }

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "The driver answers with code {Code} (0 is success), version {Version}")]
    private partial void DriverChanged(int code, string version);

    [LoggerMessage(EventId = 4, Level = LogLevel.Information, Message = "Holding {Gpus} GPUs open, which keeps the driver initialised; strata agent release lets go of them")]
    private partial void Holding(int gpus);

    [LoggerMessage(EventId = 5, Level = LogLevel.Information, Message = "No GPU is held open: the driver may go to rest, and its module can be unloaded")]
    private partial void NotHolding();

    [LoggerMessage(EventId = 6, Level = LogLevel.Information, Message = "{Order} on command; released now: {Released}")]
    private partial void Obeyed(string order, string released);

    [LoggerMessage(EventId = 7, Level = LogLevel.Warning, Message = "The driver does not tell events (code {Code}): Xids come from the kernel's log only")]
    private partial void NoEvents(int code);
}
