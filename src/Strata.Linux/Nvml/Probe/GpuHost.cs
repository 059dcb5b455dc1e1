using System.Collections.Immutable;
using Strata.Layers.Bus;
using Strata.Layers.Driver;
using Strata.Linux.Files;
using Strata.Linux.Processes;
using Strata.Sampling;

namespace Strata.Linux.Nvml.Probe;

/// <summary>
/// All GPUs of this host, read through probes. A GPU whose call hangs keeps its last answers and is left out until the call
/// comes back; the others go on in a new probe. At most one probe hangs for a GPU, and a few for the host. A GPU that was
/// released, or sleeps, is not touched: the library keeps every GPU open that it ever gave a handle of, so letting go of one
/// means a new probe that does not take it.
/// </summary>
public sealed class GpuHost : IAsyncDisposable
{
    private readonly GpuHostOptions _options;
    private readonly TimeProvider _clock;
    private readonly Action<GpuEvent> _tell;
    private readonly FileTree _tree;
    private readonly GpuBus _bus;
    private readonly GpuRoster _roster;
    private readonly ProcessOwners _owners;
    private readonly LeftProbes _left = new();
    private readonly BackOff _backOff;
    private readonly BackOff _search;
    private ProbeClient? _probe;
    private bool _isWatchDue;

    /// <summary>Prepares; nothing is started yet.</summary>
    public GpuHost(GpuHostOptions options, TimeProvider clock, Action<GpuEvent> tell)
    {
        _options = options;
        _clock = clock;
        _tell = tell;
        _tree = options.Files ?? new FileTree("/");
        _bus = new GpuBus(_tree);
        _owners = new ProcessOwners(_tree);
        _backOff = new BackOff(options.FirstBackOff, options.LongestBackOff, clock);
        _search = new BackOff(options.FirstBackOff, options.LongestSearch, clock);
        _roster = new GpuRoster(options, clock);
    }

    /// <summary>The driver; null until it answered once.</summary>
    public DriverIdentity? Driver { get; private set; }

    /// <summary>Return code of the last start of the library.</summary>
    public int Code { get; private set; } = NvmlCode.Uninitialized;

    /// <summary>Return code of the last registration for events of the driver; null before the first.</summary>
    public int? EventCode { get; private set; }

    /// <summary>The GPUs, in the order of their places on the bus.</summary>
    public ImmutableArray<GpuStatus> Gpus => _roster.Statuses;

    /// <summary>True while a probe has a GPU open, so that the driver stays initialised.</summary>
    public bool IsHeld => _left.Count > 0 || (_probe is not null && _roster.Slots.Any(slot => slot.IsTaken));

    /// <summary>True when no GPU may be touched: all are released or sleep.</summary>
    public bool IsLeftAlone => _roster.IsLeftAlone;

    /// <summary>True while so many calls hang that no GPU is asked any more: one more probe would only hang too.</summary>
    public bool IsBlocked => _probe is null && _left.Count >= _options.MostAbandoned;

    /// <summary>The GPUs that were released and that no probe has open any more.</summary>
    public ImmutableArray<PciAddress> Released =>
        [.. _roster.Slots.Where(slot => slot.Status.IsReleased).Select(slot => slot.Address).OfType<PciAddress>().Where(gpu => !_left.Hold(gpu))];

    /// <summary>Starts of the library that worked; handles of one are worth nothing in the next.</summary>
    public int Generation { get; private set; }

    /// <summary>Probes that ended by themselves: a crash in the driver's library.</summary>
    public int Crashes { get; private set; }

    /// <summary>Probes that were left behind since the start.</summary>
    public int AbandonedInAll => _left.InAll;

    /// <summary>Probes that hang now.</summary>
    public int AbandonedNow => _left.Count;

    /// <summary>Calls into the library, and the seconds that they took; a call that hangs counts with its deadline.</summary>
    public (long Count, double Seconds) Calls { get; private set; }

    /// <summary>Number of the running probe's process; null while there is none.</summary>
    public int? ProbeProcess => _probe?.ProcessId;

    /// <summary>Takes a sample of every GPU that answers.</summary>
    public Task SampleAsync() => EachAsync(ProbeAsk.Sample, _options.SampleDeadline, (slot, reply) =>
    {
        if (reply.Sample is { } sample)
        {
            slot.Status = slot.Status with { Sample = sample, SampledAt = _clock.GetUtcNow() };
            slot.Sleep.Sampled(sample.Utilization == 0 && slot.Status.Detail?.Processes is { Length: 0 });
        }
    });

    /// <summary>Reads the details of every GPU that answers.</summary>
    public async Task DetailAsync()
    {
        if (_options.GateSleeping)
        {
            Scan();
        }
        var asked = _owners.Uptime();
        await EachAsync(ProbeAsk.Detail, _options.DetailDeadline, (slot, reply) =>
        {
            if (reply.Detail is { } detail)
            {
                var owned = detail with { Processes = detail.Processes is { } processes ? _owners.Join(processes, asked) : null };
                slot.Status = slot.Status with { Detail = owned, DetailedAt = _clock.GetUtcNow() };
            }
        }).ConfigureAwait(false);
        _owners.EndRound(_roster.Slots.SelectMany(slot => slot.Status.Detail?.Processes ?? []));
    }

    /// <summary>Lets go of a GPU, or of all and the driver's library with them, until they are held again.</summary>
    /// <exception cref="ArgumentException">There is no such GPU.</exception>
    public async Task ReleaseAsync(PciAddress? gpu)
    {
        var mustLetGo = _roster.Release(gpu);
        if (mustLetGo || IsLeftAlone)
        {
            await DropAsync().ConfigureAwait(false);
            _backOff.Worked();
            _search.Worked();
        }
    }

    /// <summary>Takes up a GPU again, or all; they are asked on the next tick.</summary>
    /// <exception cref="ArgumentException">There is no such GPU.</exception>
    public void Hold(PciAddress? gpu)
    {
        _roster.Hold(gpu);
        _backOff.Worked();
        _search.Worked();
    }

    /// <summary>Lets go of every GPU.</summary>
    public async ValueTask DisposeAsync()
    {
        await DropAsync().ConfigureAwait(false);
        if (_options.Files is null)
        {
            _tree.Dispose();
        }
    }

    private async Task EachAsync(ProbeAsk ask, TimeSpan deadline, Action<GpuSlot, ProbeReply> keep)
    {
        await _left.TakeBackAsync().ConfigureAwait(false);
        if (_options.GateSleeping && _roster.Look(_bus))
        {
            await DropAsync().ConfigureAwait(false);
        }
        if (!await IsReadyAsync().ConfigureAwait(false))
        {
            return;
        }
        foreach (var slot in _roster.Slots)
        {
            // The GPU before hung or crashed: the others go on in a new probe.
            if (_probe is null && !await IsReadyAsync().ConfigureAwait(false))
            {
                return;
            }
            if (slot.MayBeTaken && !Lifecycle.IsEnd(slot.Status.Code))
            {
                await AskAsync(ask, slot, deadline, keep).ConfigureAwait(false);
            }
        }
        await WatchAsync().ConfigureAwait(false);
    }

    private async Task AskAsync(ProbeAsk ask, GpuSlot slot, TimeSpan deadline, Action<GpuSlot, ProbeReply> keep)
    {
        if (!slot.IsTaken)
        {
            await IdentifyAsync(slot).ConfigureAwait(false);
        }
        if (_probe is null || !slot.IsTaken)
        {
            return;
        }
        var reply = await AskAsync(new ProbeQuestion(0, ask, slot.Number), slot, deadline).ConfigureAwait(false);
        keep(slot, reply);
        slot.Answered(reply.Code);
    }

    // A lost GPU is looked for in a new start of the library, each time after a longer wait; until then the others go on. Each
    // start costs them their handles, and without persistence mode their state, so that the waits get much longer.
    private async Task<bool> IsReadyAsync()
    {
        if (_probe is { HasEnded: true } ended)
        {
            Forget();
            Crashes++;
            _backOff.Failed();
            await ended.DisposeAsync().ConfigureAwait(false);
        }
        if (IsLeftAlone)
        {
            await DropAsync().ConfigureAwait(false);
            return false;
        }
        if (_probe is null ? !_backOff.IsOver : !_search.IsOver || !_roster.Slots.Any(slot => slot.IsLost))
        {
            return _probe is not null;
        }
        if (_left.Count >= _options.MostAbandoned)
        {
            if (_probe is null)
            {
                _backOff.Failed();
                foreach (var slot in _roster.Slots)
                {
                    slot.NotAsked($"not asked, because {_left.Count} calls hang in the driver");
                }
            }
            return _probe is not null;
        }
        await DropAsync().ConfigureAwait(false);
        return await StartAsync().ConfigureAwait(false);
    }

    private async Task<bool> StartAsync()
    {
        if (_options.GateSleeping)
        {
            Scan();
            _roster.Expect(_bus);
            if (IsLeftAlone)
            {
                return false;
            }
        }
        try
        {
            _probe = ProbeClient.Start(_options.Probe, _tell);
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or IOException)
        {
            NothingAnswers(NvmlCode.OperatingSystem, "the probe cannot be started");
            return false;
        }
        var opened = await AskAsync(new ProbeQuestion(0, ProbeAsk.Open, 0), null, _options.StartDeadline).ConfigureAwait(false);
        if (opened.Driver is not { } driver)
        {
            NothingAnswers(opened.Code, "the driver's library does not start");
            await DropAsync().ConfigureAwait(false);
            return false;
        }
        Code = opened.Code;
        Driver = driver;
        Generation++;
        await TakeAsync(driver.Gpus).ConfigureAwait(false);
        await WatchAsync().ConfigureAwait(false);
        Note(_backOff, works: _probe is not null);
        Note(_search, works: !_roster.Slots.Any(slot => slot.IsLost));
        return _probe is not null;
    }

    private static void Note(BackOff backOff, bool works)
    {
        if (works)
        {
            backOff.Worked();
        }
        else
        {
            backOff.Failed();
        }
    }

    // A change on the bus may be a lost GPU that is back.
    private void Scan()
    {
        if (_bus.Scan())
        {
            _search.Worked();
        }
    }

    // Those whose place is known first, so that no other is touched in the search for them.
    private async Task TakeAsync(int count)
    {
        foreach (var slot in _roster.Slots.Where(slot => slot.Address is not null && slot.MayBeTaken))
        {
            if (_probe is null)
            {
                return;
            }
            await IdentifyAsync(slot).ConfigureAwait(false);
        }
        foreach (var slot in _roster.Unplaced(count).Where(slot => slot.MayBeTaken))
        {
            if (_probe is null)
            {
                return;
            }
            await IdentifyAsync(slot).ConfigureAwait(false);
        }
        _roster.Taken(count);
    }

    private async Task WatchAsync()
    {
        if (_options.WatchEvents && _isWatchDue && _probe is not null)
        {
            _isWatchDue = false;
            var reply = await AskAsync(new ProbeQuestion(0, ProbeAsk.Watch, 0), null, _options.StartDeadline).ConfigureAwait(false);
            EventCode = reply.Code;
        }
    }

    private void NothingAnswers(int code, string reason)
    {
        Code = code;
        _backOff.Failed();
        foreach (var slot in _roster.Slots.Where(slot => !slot.IsLeftAlone && !slot.Hangs))
        {
            slot.Failed(code, reason);
        }
    }

    private async Task DropAsync()
    {
        if (_probe is { } probe)
        {
            var held = Forget();
            await probe.DisposeAsync().ConfigureAwait(false);
            if (probe.IsAbandoned)
            {
                _left.Add(probe, null, held);
            }
        }
    }

    private ImmutableArray<PciAddress> Forget()
    {
        _probe = null;
        return _roster.Forget();
    }

    private async Task IdentifyAsync(GpuSlot slot)
    {
        var question = new ProbeQuestion(0, ProbeAsk.Identity, slot.Number) { Address = slot.Address, Index = slot.Status.Index };
        var reply = await AskAsync(question, slot, _options.StartDeadline).ConfigureAwait(false);
        slot.Identified(reply);
        _isWatchDue |= slot.IsTaken;
    }

    private async Task<ProbeReply> AskAsync(ProbeQuestion question, GpuSlot? slot, TimeSpan deadline)
    {
        if (_probe is not { } probe)
        {
            return new ProbeReply(0, NvmlCode.Unknown);
        }
        var reply = await probe.AskAsync(question, deadline).ConfigureAwait(false);
        Calls = (Calls.Count + reply.Calls, Calls.Seconds + reply.Seconds);
        if (probe.IsAbandoned)
        {
            Calls = (Calls.Count + 1, Calls.Seconds + deadline.TotalSeconds);
            _left.Add(probe, slot, Forget());
            slot?.Hung(BlockedThreads.Of(_tree, probe.ProcessId));
        }
        else if (probe.HasEnded)
        {
            Forget();
            Crashes++;
            (slot?.BackOff ?? _backOff).Failed();
            slot?.Failed(NvmlCode.Unknown, "a call for it ended the probe");
            await probe.DisposeAsync().ConfigureAwait(false);
        }
        return reply;
    }
}
