using System.Collections.Immutable;
using Strata.Layers.Driver;
using Strata.Linux.Files;
using Strata.Sampling;

namespace Strata.Linux.Nvml.Probe;

/// <summary>
/// All GPUs of this host, read through probes. A GPU whose call hangs keeps its last answers and is left out until the call
/// comes back; the others go on in a new probe. At most one probe hangs for a GPU, and a few for the host.
/// </summary>
public sealed class GpuHost : IAsyncDisposable
{
    private readonly GpuHostOptions _options;
    private readonly TimeProvider _clock;
    private readonly Action<GpuEvent> _tell;
    private readonly FileTree _tree = new("/");
    private readonly List<(ProbeClient Probe, int? Gpu)> _abandoned = [];
    private readonly BackOff _backOff;

    // GPUs whose call ended a probe: they wait, so that they do not end the next one for all the others.
    private readonly Dictionary<int, BackOff> _suspects = [];
    private ImmutableArray<GpuStatus> _gpus = [];
    private ProbeClient? _probe;

    /// <summary>Prepares; nothing is started yet.</summary>
    public GpuHost(GpuHostOptions options, TimeProvider clock, Action<GpuEvent> tell)
    {
        _options = options;
        _clock = clock;
        _tell = tell;
        _backOff = new BackOff(options.FirstBackOff, options.LongestBackOff, clock);
    }

    /// <summary>The driver; null until it answered once.</summary>
    public DriverIdentity? Driver { get; private set; }

    /// <summary>Return code of the last start of the library.</summary>
    public int Code { get; private set; } = NvmlCode.Uninitialized;

    /// <summary>The GPUs, in the order of the driver.</summary>
    public IReadOnlyList<GpuStatus> Gpus => _gpus;

    /// <summary>Starts of the library that worked; handles of one are worth nothing in the next.</summary>
    public int Generation { get; private set; }

    /// <summary>Probes that ended by themselves: a crash in the driver's library.</summary>
    public int Crashes { get; private set; }

    /// <summary>Probes that were left behind since the start.</summary>
    public int AbandonedInAll { get; private set; }

    /// <summary>Probes that hang now.</summary>
    public int AbandonedNow => _abandoned.Count;

    /// <summary>Calls into the library, and the seconds that they took.</summary>
    public (long Count, double Seconds) Calls { get; private set; }

    /// <summary>Takes a sample of every GPU that answers.</summary>
    public Task SampleAsync() => EachAsync(ProbeAsk.Sample, _options.SampleDeadline, (gpu, reply) =>
        gpu with { Sample = reply.Sample ?? gpu.Sample, SampledAt = reply.Sample is null ? gpu.SampledAt : _clock.GetUtcNow() });

    /// <summary>Reads the details of every GPU that answers.</summary>
    public Task DetailAsync() => EachAsync(ProbeAsk.Detail, _options.DetailDeadline, (gpu, reply) =>
        gpu with { Detail = reply.Detail ?? gpu.Detail, DetailedAt = reply.Detail is null ? gpu.DetailedAt : _clock.GetUtcNow() });

    /// <summary>Lets go of every GPU.</summary>
    public async ValueTask DisposeAsync()
    {
        await DropAsync().ConfigureAwait(false);
        _tree.Dispose();
    }

    private async Task EachAsync(ProbeAsk ask, TimeSpan deadline, Func<GpuStatus, ProbeReply, GpuStatus> keep)
    {
        await TakeBackAsync().ConfigureAwait(false);
        if (!await IsReadyAsync().ConfigureAwait(false))
        {
            return;
        }
        for (var index = 0; index < _gpus.Length; index++)
        {
            // The GPU before hung or crashed: the others go on in a new probe.
            if (_probe is null && !await IsReadyAsync().ConfigureAwait(false))
            {
                return;
            }
            if (index < _gpus.Length && !IsLeftOut(index) && !Lifecycle.IsEnd(_gpus[index].Code))
            {
                await AskAsync(ask, index, deadline, keep).ConfigureAwait(false);
            }
        }
    }

    private async Task AskAsync(ProbeAsk ask, int index, TimeSpan deadline, Func<GpuStatus, ProbeReply, GpuStatus> keep)
    {
        if (_gpus[index].Identity is null)
        {
            await IdentifyAsync(index).ConfigureAwait(false);
        }
        if (_probe is null || _gpus[index].Identity is null)
        {
            return;
        }
        var reply = await AskAsync(ask, index, deadline).ConfigureAwait(false);
        Update(index, gpu => keep(gpu, reply) with { Code = reply.Code });
        if (reply.Code == NvmlCode.Success)
        {
            _suspects.Remove(index);
        }
    }

    // A lost GPU is looked for in a new start of the library, each time after a longer wait; until then the others go on.
    private async Task<bool> IsReadyAsync()
    {
        if (_probe is { HasEnded: true } ended)
        {
            _probe = null;
            Crashes++;
            _backOff.Failed();
            await ended.DisposeAsync().ConfigureAwait(false);
        }
        if (_probe is not null && !_gpus.Any(gpu => Lifecycle.IsEnd(gpu.Code) && !IsLeftOut(gpu.Index)))
        {
            return true;
        }
        if (!_backOff.IsOver)
        {
            return _probe is not null;
        }
        if (_abandoned.Count >= _options.MostAbandoned)
        {
            if (_probe is null)
            {
                NothingAnswers(NvmlCode.Timeout);
            }
            return _probe is not null;
        }
        await DropAsync().ConfigureAwait(false);
        return await StartAsync().ConfigureAwait(false);
    }

    private async Task<bool> StartAsync()
    {
        try
        {
            _probe = ProbeClient.Start(_options.Probe, _tell);
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or IOException)
        {
            NothingAnswers(NvmlCode.OperatingSystem);
            return false;
        }
        var opened = await AskAsync(ProbeAsk.Open, null, _options.StartDeadline).ConfigureAwait(false);
        if (opened.Driver is not { } driver)
        {
            NothingAnswers(opened.Code);
            await DropAsync().ConfigureAwait(false);
            return false;
        }
        Code = opened.Code;
        Driver = driver;
        Generation++;
        _gpus = [.. Enumerable.Range(0, driver.Gpus).Select(index => index < _gpus.Length ? _gpus[index] : new GpuStatus(index))];
        for (var index = 0; index < _gpus.Length && _probe is { HasEnded: false }; index++)
        {
            if (!IsLeftOut(index))
            {
                await IdentifyAsync(index).ConfigureAwait(false);
            }
        }
        if (_options.WatchEvents)
        {
            await AskAsync(ProbeAsk.Watch, null, _options.StartDeadline).ConfigureAwait(false);
        }
        if (_probe is null || _gpus.Any(gpu => Lifecycle.IsEnd(gpu.Code)))
        {
            _backOff.Failed();
        }
        else
        {
            _backOff.Worked();
        }
        return _probe is not null;
    }

    private void NothingAnswers(int code)
    {
        Code = code;
        _backOff.Failed();
        _gpus = [.. _gpus.Select(gpu => gpu with { Code = code })];
    }

    private async Task DropAsync()
    {
        if (_probe is { } probe)
        {
            _probe = null;
            await probe.DisposeAsync().ConfigureAwait(false);
            if (probe.IsAbandoned)
            {
                Leave(probe, null);
            }
        }
    }

    private void Leave(ProbeClient probe, int? gpu)
    {
        _abandoned.Add((probe, gpu));
        AbandonedInAll++;
    }

    private async Task IdentifyAsync(int index)
    {
        var reply = await AskAsync(ProbeAsk.Identity, index, _options.StartDeadline).ConfigureAwait(false);
        // Another GPU under the same index has a past of its own.
        Update(index, gpu => (reply.Identity is { } told && told.Uuid != gpu.Identity?.Uuid ? new GpuStatus(index) { Identity = told } : gpu with { Identity = reply.Identity ?? gpu.Identity })
            with { Code = reply.Code });
    }

    private async Task<ProbeReply> AskAsync(ProbeAsk ask, int? gpu, TimeSpan deadline)
    {
        if (_probe is not { } probe)
        {
            return new ProbeReply(0, NvmlCode.Unknown);
        }
        var reply = await probe.AskAsync(ask, gpu ?? 0, deadline).ConfigureAwait(false);
        Calls = (Calls.Count + reply.Calls, Calls.Seconds + reply.Seconds);
        if (probe.IsAbandoned)
        {
            _probe = null;
            Leave(probe, gpu);
            if (gpu is { } index)
            {
                Update(index, status => status with { Hang = BlockedThreads.Of(_tree, probe.ProcessId) });
            }
        }
        else if (probe.HasEnded)
        {
            _probe = null;
            Crashes++;
            BackOffOf(gpu).Failed();
            await probe.DisposeAsync().ConfigureAwait(false);
        }
        return reply;
    }

    // A call that came back: its probe saw the end of its input and ended.
    private async Task TakeBackAsync()
    {
        foreach (var (probe, gpu) in _abandoned.Where(left => !left.Probe.IsRunning).ToList())
        {
            _abandoned.RemoveAll(left => left.Probe == probe);
            await probe.DisposeAsync().ConfigureAwait(false);
            if (gpu is { } index)
            {
                Update(index, status => status with { Hang = [] });
            }
        }
    }

    private bool IsLeftOut(int index) =>
        _abandoned.Any(left => left.Gpu == index) || (_suspects.TryGetValue(index, out var suspect) && !suspect.IsOver);

    private BackOff BackOffOf(int? gpu)
    {
        if (gpu is not { } index)
        {
            return _backOff;
        }
        if (!_suspects.TryGetValue(index, out var suspect))
        {
            _suspects[index] = suspect = new BackOff(_options.FirstBackOff, _options.LongestBackOff, _clock);
        }
        return suspect;
    }

    private void Update(int index, Func<GpuStatus, GpuStatus> change) => _gpus = _gpus.SetItem(index, change(_gpus[index]));
}
