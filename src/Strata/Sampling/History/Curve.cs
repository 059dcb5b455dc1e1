using System.Collections.Immutable;

namespace Strata.Sampling.History;

/// <summary>One value over a window of time.</summary>
/// <param name="Buckets">Stretches of equal length, oldest first.</param>
/// <param name="Whole">Lowest, highest and mean value of the window.</param>
/// <param name="Last">The youngest value; NaN when there is none.</param>
public sealed record Curve(ImmutableArray<Bucket> Buckets, Bucket Whole, float Last)
{
    /// <summary>Puts values into buckets.</summary>
    /// <param name="values">Values, oldest first; NaN is a gap.</param>
    /// <param name="places">Bucket of each value, rising; below zero for a value outside of the window.</param>
    /// <param name="count">Number of buckets.</param>
    internal static Curve Of(ReadOnlySpan<float> values, ReadOnlySpan<int> places, int count)
    {
        var buckets = new Bucket[count];
        Array.Fill(buckets, Bucket.Gap);
        var all = new Gathered();
        var last = float.NaN;
        for (var i = 0; i < values.Length;)
        {
            var place = places[i];
            var gathered = new Gathered();
            for (; i < values.Length && places[i] == place; i++)
            {
                if (place >= 0 && float.IsFinite(values[i]))
                {
                    gathered.Add(values[i]);
                    all.Add(values[i]);
                    last = values[i];
                }
            }
            if (place >= 0)
            {
                buckets[place] = gathered.Bucket;
            }
        }
        return new Curve([.. buckets], all.Bucket, last);
    }

    private struct Gathered
    {
        private float _minimum;
        private float _maximum;
        private double _sum;
        private int _count;

        public readonly Bucket Bucket => _count == 0 ? Bucket.Gap : new Bucket(_minimum, _maximum, (float)(_sum / _count));

        public void Add(float value)
        {
            _minimum = _count == 0 ? value : Math.Min(_minimum, value);
            _maximum = _count == 0 ? value : Math.Max(_maximum, value);
            _sum += value;
            _count++;
        }
    }
}
