namespace Strata.Sampling.History;

/// <summary>Reads an array in which the oldest value stands anywhere.</summary>
internal static class Ring
{
    /// <summary>The values from <paramref name="start"/> on, oldest first.</summary>
    public static ReadOnlySpan<T> Unroll<T>(T[] ring, int start, int count)
    {
        if (start + count <= ring.Length)
        {
            return ring.AsSpan(start, count);
        }
        var values = new T[count];
        var head = ring.Length - start;
        ring.AsSpan(start).CopyTo(values);
        ring.AsSpan(0, count - head).CopyTo(values.AsSpan(head));
        return values;
    }
}
