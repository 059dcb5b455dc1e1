namespace Strata.Sampling.History;

/// <summary>The values of one stretch of time: a spike of one second stays in them. NaN where nothing was measured.</summary>
/// <param name="Minimum">Lowest value.</param>
/// <param name="Maximum">Highest value.</param>
/// <param name="Mean">Mean of the values.</param>
public readonly record struct Bucket(float Minimum, float Maximum, float Mean)
{
    /// <summary>Nothing was measured.</summary>
    public static Bucket Gap { get; } = new(float.NaN, float.NaN, float.NaN);

    /// <summary>True when nothing was measured.</summary>
    public bool IsGap => float.IsNaN(Mean);
}
