using System.Collections.Immutable;

namespace Strata.Sampling;

/// <summary>
/// The reasons to lower clocks that are worth a warning. Not among them: nothing to do, clocks that were set, the limit of
/// power; that is how boards work all day.
/// </summary>
public static class ClockBrakes
{
    /// <summary>It is too hot.</summary>
    public const ClockReasons Heat = ClockReasons.SoftwareThermalSlowdown | ClockReasons.HardwareThermalSlowdown;

    /// <summary>The hardware protects the board or its power supply.</summary>
    public const ClockReasons Hardware = ClockReasons.HardwareSlowdown | ClockReasons.HardwarePowerBrakeSlowdown;

    /// <summary>Each of them, the more telling first.</summary>
    public static ImmutableArray<ClockReasons> Each { get; } =
        [ClockReasons.HardwareThermalSlowdown, ClockReasons.HardwarePowerBrakeSlowdown, ClockReasons.SoftwareThermalSlowdown, ClockReasons.HardwareSlowdown];

    /// <summary>True when one of them is among these reasons.</summary>
    public static bool IsAmong(ClockReasons reasons) => (reasons & (Heat | Hardware)) != ClockReasons.None;
}
