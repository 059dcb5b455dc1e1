using System.Collections.Immutable;
using Strata.Judging;
using Strata.Metrics;

namespace Strata.Sampling.History;

/// <summary>
/// The ticks of the last hour, 3600 at most, in rings of fixed size. A tick without a value is a gap. Time is that of the samples;
/// when it is set back, the ticks that would lie in the future are forgotten. Not safe for several threads.
/// </summary>
public sealed class SampleHistory
{
    /// <summary>Ticks that are kept.</summary>
    public const int MostTicks = 3600;

    /// <summary>GPUs that are kept; those that come later have no history.</summary>
    public const int MostGpus = 64;

    private const long Hour = 3_600_000;
    private const long ShortestSilence = 500;

    private static readonly ImmutableArray<long> Spans = [Hour / 12, Hour / 4, Hour / 2, Hour];

    private readonly long[] _times = new long[MostTicks];
    private readonly float[] _driverSeconds = new float[MostTicks];
    private readonly Status?[] _verdicts = new Status?[MostTicks];
    private readonly Dictionary<string, GpuRows> _gpus = new(StringComparer.Ordinal);
    private ProbeHealth? _probe;
    private int _start;
    private int _count;

    /// <summary>Ticks that it holds.</summary>
    public int Count => _count;

    /// <summary>Keeps a sample. One that is published again between two ticks brings nothing new and is left out.</summary>
    public void Add(HostSample sample)
    {
        var at = sample.TakenAt.ToUnixTimeMilliseconds();
        if (_count > 0 && at - _times[Slot(_count - 1)] is >= 0 and < ShortestSilence && !sample.Gpus.Any(IsNew))
        {
            return;
        }
        MakeRoom(at);
        var slot = Slot(_count++);
        _times[slot] = at;
        _verdicts[slot] = sample.Health?.Report.Verdict;
        _driverSeconds[slot] = _probe is { } before && sample.Probe.Calls > before.Calls && sample.Probe.Seconds >= before.Seconds
            ? (float)(sample.Probe.Seconds - before.Seconds)
            : float.NaN;
        _probe = sample.Probe;
        foreach (var rows in _gpus.Values)
        {
            rows.Clear(slot);
        }
        foreach (var gpu in sample.Gpus)
        {
            RowsOf(gpu)?.Set(slot, at, gpu);
        }
    }

    /// <summary>
    /// The last 5, 15, 30 or 60 minutes, whichever holds everything that is kept, in <paramref name="buckets"/> stretches. They start at
    /// multiples of their length, so that the same ticks fall into the same stretch a second later.
    /// </summary>
    public HistoryWindow Window(DateTimeOffset end, int buckets)
    {
        var now = end.ToUnixTimeMilliseconds();
        var age = _count == 0 ? 0 : now - _times[_start];
        var span = Spans.FirstOrDefault(span => age < span, Hour);
        var length = span / buckets;
        var until = ((now / length) + 1) * length;
        var from = until - (length * buckets);
        var places = new int[_count];
        var verdicts = new Status?[buckets];
        for (var i = 0; i < _count; i++)
        {
            var slot = Slot(i);
            places[i] = _times[slot] < from || _times[slot] >= until ? -1 : (int)((_times[slot] - from) / length);
            if (places[i] >= 0 && Weight(_verdicts[slot]) > Weight(verdicts[places[i]]))
            {
                verdicts[places[i]] = _verdicts[slot];
            }
        }
        return new HistoryWindow(DateTimeOffset.FromUnixTimeMilliseconds(from), DateTimeOffset.FromUnixTimeMilliseconds(until))
        {
            DriverSeconds = Curve.Of(Ring.Unroll(_driverSeconds, _start, _count), places, buckets),
            Verdicts = [.. verdicts],
            Gpus = _gpus.ToImmutableDictionary(pair => pair.Key, pair => pair.Value.Trace(_start, places, buckets), StringComparer.Ordinal),
        };
    }

    private int Slot(int row) => (_start + row) % MostTicks;

    private bool IsNew(GpuStatus gpu) => gpu.Identity is { } identity && _gpus.TryGetValue(identity.Uuid, out var rows) && gpu.SampledAt != rows.SampledAt;

    private void MakeRoom(long at)
    {
        while (_count > 0 && _times[Slot(_count - 1)] >= at)
        {
            _count--;
        }
        while (_count > 0 && (_count == MostTicks || at - _times[_start] > Hour))
        {
            _start = Slot(1);
            _count--;
        }
        foreach (var (uuid, _) in _gpus.Where(gpu => at - gpu.Value.NamedAt > Hour).ToList())
        {
            _gpus.Remove(uuid);
        }
    }

    private GpuRows? RowsOf(GpuStatus gpu)
    {
        if (gpu.Identity is not { } identity)
        {
            return null;
        }
        if (!_gpus.TryGetValue(identity.Uuid, out var rows) && _gpus.Count < MostGpus)
        {
            _gpus[identity.Uuid] = rows = new GpuRows(MostTicks);
        }
        return rows;
    }

    private static int Weight(Status? verdict) => verdict switch
    {
        null => 0,
        Status.NotApplicable => 1,
        Status.Ok => 2,
        Status.Unknown => 3,
        Status.Warning => 4,
        _ => 5,
    };
}
