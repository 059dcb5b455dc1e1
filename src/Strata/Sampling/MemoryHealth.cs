namespace Strata.Sampling;

/// <summary>Memory errors and repairs of a GPU, as counts.</summary>
public sealed record MemoryHealth
{
    /// <summary>Corrected errors since the driver was loaded.</summary>
    public double? CorrectedVolatile { get; init; }

    /// <summary>Uncorrected errors since the driver was loaded.</summary>
    public double? UncorrectedVolatile { get; init; }

    /// <summary>Corrected errors over the life of the board.</summary>
    public double? CorrectedAggregate { get; init; }

    /// <summary>Uncorrected errors over the life of the board.</summary>
    public double? UncorrectedAggregate { get; init; }

    /// <summary>Pages retired for single-bit errors; Turing, Volta and older.</summary>
    public double? RetiredSingleBit { get; init; }

    /// <summary>Pages retired for double-bit errors; Turing, Volta and older.</summary>
    public double? RetiredDoubleBit { get; init; }

    /// <summary>1 when a page waits for a reset to be retired.</summary>
    public double? RetirementPending { get; init; }

    /// <summary>Rows remapped for corrected errors; Ampere and newer.</summary>
    public double? RemappedCorrected { get; init; }

    /// <summary>Rows remapped for uncorrected errors; Ampere and newer.</summary>
    public double? RemappedUncorrected { get; init; }

    /// <summary>1 when a row waits for a reset to be remapped.</summary>
    public double? RemapPending { get; init; }

    /// <summary>1 when no spare row was left.</summary>
    public double? RemapFailed { get; init; }
}
