using System.Collections.Immutable;

namespace Strata.Rendering.Top;

/// <summary>The last values of something that lies between 0 and 1, oldest first. A null was not told.</summary>
/// <param name="Values">The values.</param>
public sealed record TopHistory(ImmutableArray<double?> Values)
{
    private const int Longest = 300;

    /// <summary>No value yet.</summary>
    public static TopHistory Empty { get; } = new([]);

    /// <summary>With one more value.</summary>
    public TopHistory With(double? value) => new((Values.Length < Longest ? Values : Values.RemoveAt(0)).Add(value));
}
