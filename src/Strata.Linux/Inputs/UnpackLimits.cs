namespace Strata.Linux.Inputs;

/// <summary>How far compressed data may unpack before it is taken for a bomb.</summary>
/// <param name="Total">Most bytes in all.</param>
/// <param name="Ratio">Most bytes for one compressed byte.</param>
/// <param name="RatioAfter">Bytes before the ratio counts.</param>
internal sealed record UnpackLimits(long Total, int Ratio, long RatioAfter);
