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

    /// <summary>Lets go of every GPU; the next question takes them again.</summary>
    public async Task ReleaseAsync()
    {
        if (_probe is { } probe)
        {
            _probe = null;
            await probe.DisposeAsync().ConfigureAwait(false);
        }
        _backOff.Worked();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ReleaseAsync().ConfigureAwait(false);
        _tree.Dispose();
    }

    private async Task EachAsync(ProbeAsk ask, TimeSpan deadline, Func<GpuStatus, ProbeReply, GpuStatus> keep)
    {
        await TakeBackAsync().ConfigureAwait(false);
        for (var index = 0; await IsReadyAsync().ConfigureAwait(false) && index < _gpus.Length; index++)
        {
            if (_gpus[index].Identity is null || IsLeftOut(index))
            {
                continue;
            }
            var reply = await AskAsync(ask, index, deadline).ConfigureAwait(false);
            Update(index, gpu => keep(gpu, reply) with { Code = reply.Code });
            if (Lifecycle.IsEnd(reply.Code))
            {
                _backOff.Failed();
            }
        }
    }

    // A lost GPU is looked for again after a while, in a new start of the library; until then the others go on.
    private async Task<bool> IsReadyAsync()
    {
        var isLost = _gpus.Any(gpu => Lifecycle.IsEnd(gpu.Code));
        if (_probe is { HasEnded: false } && !(isLost && _backOff.IsOver))
        {
            return true;
        }
        if (!_backOff.IsOver || _abandoned.Count >= _options.MostAbandoned)
        {
            return false;
        }
        await ReleaseAsync().ConfigureAwait(false);
        return await StartAsync().ConfigureAwait(false);
    }

    private async Task<bool> StartAsync()
    {
        _probe = ProbeClient.Start(_options.Probe, _tell);
        var opened = await AskAsync(ProbeAsk.Open, null, _options.StartDeadline).ConfigureAwait(false);
        Code = opened.Code;
        if (opened.Driver is not { } driver)
        {
            _backOff.Failed();
            _gpus = [.. _gpus.Select(gpu => gpu with { Code = opened.Code })];
            return false;
        }
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
        if (_gpus.All(gpu => !Lifecycle.IsEnd(gpu.Code)))
        {
            _backOff.Worked();
        }
        return _probe is not null && (await AskAsync(ProbeAsk.Watch, null, _options.StartDeadline).ConfigureAwait(false)).Code != NvmlCode.Timeout;
    }

    private async Task IdentifyAsync(int index)
    {
        var reply = await AskAsync(ProbeAsk.Identity, index, _options.StartDeadline).ConfigureAwait(false);
        Update(index, gpu => gpu with { Identity = reply.Identity ?? gpu.Identity, Code = reply.Code });
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
            _abandoned.Add((probe, gpu));
            AbandonedInAll++;
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
