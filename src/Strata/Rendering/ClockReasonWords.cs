using System.Collections.Immutable;
using System.Globalization;
using Strata.Sampling;

namespace Strata.Rendering;

/// <summary>The reasons that hold clocks back, in words for people.</summary>
public static class ClockReasonWords
{
    private static readonly ImmutableArray<(ClockReasons Reason, string Word)> Known =
    [
        (ClockReasons.GpuIdle, "nothing to do"), (ClockReasons.ApplicationsClocksSetting, "clocks that were set"), (ClockReasons.SoftwarePowerCap, "power limit"),
        (ClockReasons.HardwareSlowdown, "hardware slowdown"), (ClockReasons.SyncBoost, "another GPU of its group"), (ClockReasons.SoftwareThermalSlowdown, "temperature (software)"),
        (ClockReasons.HardwareThermalSlowdown, "temperature (hardware)"), (ClockReasons.HardwarePowerBrakeSlowdown, "power brake of the server"), (ClockReasons.DisplayClockSetting, "display"),
    ];

    private static readonly ClockReasons AllKnown = Known.Aggregate(ClockReasons.None, (all, pair) => all | pair.Reason);

    /// <summary>A word for each reason; a bit that is not known is written as a number.</summary>
    public static IEnumerable<string> Of(ClockReasons reasons)
    {
        foreach (var (reason, word) in Known)
        {
            if (reasons.HasFlag(reason))
            {
                yield return word;
            }
        }
        if ((reasons & ~AllKnown) is not ClockReasons.None and var rest)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"0x{(ulong)rest:x}");
        }
    }
}
