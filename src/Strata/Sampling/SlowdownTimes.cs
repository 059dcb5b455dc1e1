namespace Strata.Sampling;

/// <summary>Seconds since the driver was loaded in which clocks were lowered, by reason.</summary>
public sealed record SlowdownTimes
{
    /// <summary>The limit of power.</summary>
    public double? PowerSeconds { get; init; }

    /// <summary>Temperature.</summary>
    public double? ThermalSeconds { get; init; }

    /// <summary>Following another GPU of the same group.</summary>
    public double? SyncBoostSeconds { get; init; }

    /// <summary>A limit of the board.</summary>
    public double? BoardLimitSeconds { get; init; }

    /// <summary>Little to do.</summary>
    public double? LowUtilizationSeconds { get; init; }

    /// <summary>Reliability of the silicon.</summary>
    public double? ReliabilitySeconds { get; init; }

    /// <summary>Temperature, in software; branch 575 and newer.</summary>
    public double? SoftwareThermalSeconds { get; init; }

    /// <summary>Temperature, in hardware; branch 575 and newer.</summary>
    public double? HardwareThermalSeconds { get; init; }

    /// <summary>The power brake line of the server; branch 575 and newer.</summary>
    public double? PowerBrakeSeconds { get; init; }
}
