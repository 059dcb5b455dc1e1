using System.Collections.Immutable;
using System.Numerics;

namespace Strata.Sampling.History;

/// <summary>The rows of one GPU in the ring of <see cref="SampleHistory"/>: 22 bytes for a tick.</summary>
internal sealed class GpuRows
{
    private const uint NoReasons = uint.MaxValue;
    private const byte NoState = byte.MaxValue;
    private const byte NotAsked = 0;
    private const byte DidAnswer = 1;
    private const byte WasSilent = 2;

    private readonly float[] _power;
    private readonly float[] _temperature;
    private readonly float[] _utilization;
    private readonly float[] _memoryUsed;
    private readonly uint[] _reasons;
    private readonly byte[] _performanceStates;
    private readonly byte[] _answers;

    public GpuRows(int rows)
    {
        (_power, _temperature, _utilization, _memoryUsed) = (new float[rows], new float[rows], new float[rows], new float[rows]);
        (_reasons, _performanceStates, _answers) = (new uint[rows], new byte[rows], new byte[rows]);
        for (var slot = 0; slot < rows; slot++)
        {
            Clear(slot);
        }
    }

    /// <summary>Time of the last sample that was kept.</summary>
    public DateTimeOffset? SampledAt { get; private set; }

    /// <summary>Milliseconds since 1970 of the last tick that named this GPU.</summary>
    public long NamedAt { get; private set; }

    public void Clear(int slot)
    {
        _power[slot] = _temperature[slot] = _utilization[slot] = _memoryUsed[slot] = float.NaN;
        (_reasons[slot], _performanceStates[slot], _answers[slot]) = (NoReasons, NoState, NotAsked);
    }

    // A sample that was kept already is not a measurement of this tick.
    public void Set(int slot, long at, GpuStatus gpu)
    {
        NamedAt = at;
        _answers[slot] = gpu.IsUp switch { true => DidAnswer, false => WasSilent, null => NotAsked };
        if (gpu.Sample is not { } sample || gpu.SampledAt == SampledAt)
        {
            return;
        }
        SampledAt = gpu.SampledAt;
        _power[slot] = Value(sample.PowerWatts);
        _temperature[slot] = Value(sample.Celsius);
        _utilization[slot] = Value(sample.Utilization);
        _memoryUsed[slot] = Value(sample.MemoryUsedBytes);
        _reasons[slot] = sample.ClockReasons is { } reasons ? (uint)reasons & ~(1u << 31) : NoReasons;
        _performanceStates[slot] = sample.PerformanceState is { } state and >= 0 and < NoState ? (byte)state : NoState;
    }

    /// <summary>The rows from <paramref name="start"/> on, one for each of the places, put into buckets.</summary>
    public GpuTrace Trace(int start, ReadOnlySpan<int> places, int count)
    {
        var reasonCounts = new int[31];
        var stateCounts = new int[NoState];
        var (answered, silent, told, toldStates) = (0, 0, 0, 0);
        var states = new StateBucket[count];
        for (var i = 0; i < places.Length; i++)
        {
            if (places[i] < 0)
            {
                continue;
            }
            var slot = (start + i) % _answers.Length;
            ref var bucket = ref states[places[i]];
            bucket = bucket with { Answered = bucket.Answered + (_answers[slot] == DidAnswer ? 1 : 0), Silent = bucket.Silent + (_answers[slot] == WasSilent ? 1 : 0) };
            answered += _answers[slot] == DidAnswer ? 1 : 0;
            silent += _answers[slot] == WasSilent ? 1 : 0;
            if (_reasons[slot] != NoReasons)
            {
                told++;
                bucket = bucket with { Reasons = (bucket.Reasons ?? ClockReasons.None) | (ClockReasons)_reasons[slot] };
                for (var rest = _reasons[slot]; rest != 0; rest &= rest - 1)
                {
                    reasonCounts[BitOperations.TrailingZeroCount(rest)]++;
                }
            }
            if (_performanceStates[slot] is var state and not NoState)
            {
                toldStates++;
                stateCounts[state]++;
                bucket = bucket with { Fastest = Math.Min(bucket.Fastest ?? state, state), Slowest = Math.Max(bucket.Slowest ?? state, state) };
            }
        }
        return new GpuTrace
        {
            Power = Curve(_power, start, places, count), Temperature = Curve(_temperature, start, places, count),
            Utilization = Curve(_utilization, start, places, count), MemoryUsed = Curve(_memoryUsed, start, places, count),
            States = [.. states],
            Answered = answered + silent == 0 ? null : (double)answered / (answered + silent),
            Reasons = [.. Shares(reasonCounts, told).Select(pair => ((ClockReasons)(1ul << pair.Index), pair.Share))],
            PerformanceStates = [.. Shares(stateCounts, toldStates)],
        };
    }

    private static Curve Curve(float[] ring, int start, ReadOnlySpan<int> places, int count) => History.Curve.Of(Ring.Unroll(ring, start, places.Length), places, count);

    private static IEnumerable<(int Index, double Share)> Shares(int[] counts, int all) =>
        counts.Select((times, index) => (Index: index, Share: all == 0 ? 0 : (double)times / all)).Where(pair => pair.Share > 0).OrderByDescending(pair => pair.Share);

    private static float Value(double? told) => told is { } value ? (float)value : float.NaN;
}
