using System.Collections.Immutable;

namespace Strata.Sampling;

/// <summary>Keeps what the last minutes showed of each GPU: only the few values that verdicts about throttling and links rest on.</summary>
/// <param name="span">How far back.</param>
public sealed class GpuTrends(TimeSpan span)
{
    private const double Busy = 0.3;
    private const int SlowestBusy = 2;
    private const int MostSamples = 4096;

    private static readonly ImmutableArray<ClockReasons> Reasons =
        [.. Enum.GetValues<ClockReasons>().Where(reason => reason is not (ClockReasons.None or ClockReasons.GpuIdle))];

    private readonly Dictionary<string, Queue<Point>> _points = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _newest = new(StringComparer.Ordinal);

    /// <summary>Takes the samples that are new since the last call.</summary>
    /// <param name="gpus">The GPUs with their last answers.</param>
    /// <param name="now">A clock that never jumps.</param>
    public void Add(IEnumerable<GpuStatus> gpus, TimeSpan now)
    {
        foreach (var gpu in gpus)
        {
            if (gpu is { Answers: true, Sample: { } sample, SampledAt: { } at, Identity.Uuid: { } uuid })
            {
                if (!_newest.TryGetValue(uuid, out var newest) || newest != at)
                {
                    _newest[uuid] = at;
                    PointsOf(uuid).Enqueue(new Point(now, IsBusy(sample, gpu.Detail), sample.ClockReasons ?? ClockReasons.None, sample.Pcie.Generation, sample.Pcie.Width));
                }
            }
        }
        foreach (var (uuid, points) in _points)
        {
            while (points.TryPeek(out var oldest) && (now - oldest.Now > span || points.Count > MostSamples))
            {
                points.Dequeue();
            }
            if (points.Count == 0)
            {
                _points.Remove(uuid);
                _newest.Remove(uuid);
            }
        }
    }

    /// <summary>What was seen of these GPUs.</summary>
    public ImmutableArray<GpuTrend> Of(IEnumerable<GpuStatus> gpus) =>
        [.. gpus.Where(gpu => gpu.Identity is { } identity && _points.ContainsKey(identity.Uuid)).Select(gpu => Trend(gpu.Identity!.Uuid, [.. _points[gpu.Identity!.Uuid]]))];

    /// <summary>True while a GPU works, when nothing but a limit slows its clocks and its link; null where that is not told.</summary>
    private static bool? IsBusy(GpuSample sample, GpuDetail? detail)
    {
        if (sample.PerformanceState > SlowestBusy)
        {
            return false;
        }
        // While MIG is on the driver tells no utilisation: counters of units do from Hopper on, those of the GPU or of its busiest instance.
        if ((sample.Utilization ?? sample.Units?.Graphics ?? detail?.MigDevices.Max(mig => mig.Units?.Graphics)) is { } part)
        {
            return part >= Busy;
        }
        // On older boards a fast state with somebody on the GPU is the most that is told.
        var isIdle = sample.ClockReasons is { } reasons && reasons.HasFlag(ClockReasons.GpuIdle);
        return isIdle ? false : sample.PerformanceState is null ? null : detail?.Processes is { } processes ? !processes.IsEmpty : null;
    }

    private static GpuTrend Trend(string uuid, ImmutableArray<Point> points)
    {
        ImmutableArray<Point> busy = [.. points.Where(point => point.IsBusy == true)];
        return new GpuTrend(uuid, points[^1].Now - points[0].Now, points.Length, busy.Length)
        {
            Held = Reasons.Select(reason => (Reason: reason, Count: busy.Count(point => (point.Reasons & reason) != ClockReasons.None)))
                .Where(held => held.Count > 0).ToImmutableSortedDictionary(held => held.Reason, held => held.Count),
            UnjudgedHeld = points.Count(point => point.IsBusy is null && ClockBrakes.IsAmong(point.Reasons)),
            BestBusyGeneration = busy.Max(point => point.Generation),
            BestWidth = points.Max(point => point.Width),
        };
    }

    private Queue<Point> PointsOf(string uuid)
    {
        if (!_points.TryGetValue(uuid, out var points))
        {
            _points[uuid] = points = new Queue<Point>();
        }
        return points;
    }

    private readonly record struct Point(TimeSpan Now, bool? IsBusy, ClockReasons Reasons, int? Generation, int? Width);
}
