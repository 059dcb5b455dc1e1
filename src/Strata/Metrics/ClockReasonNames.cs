using System.Collections.Immutable;
using Strata.Sampling;

namespace Strata.Metrics;

/// <summary>The names of the reasons that hold clocks back, as nvidia-smi's fields have them.</summary>
public static class ClockReasonNames
{
    /// <summary>All, in the order of their bits.</summary>
    public static ImmutableArray<(ClockReasons Reason, string Name)> All { get; } =
    [
        (ClockReasons.GpuIdle, "gpu_idle"), (ClockReasons.ApplicationsClocksSetting, "applications_clocks_setting"), (ClockReasons.SoftwarePowerCap, "sw_power_cap"),
        (ClockReasons.HardwareSlowdown, "hw_slowdown"), (ClockReasons.SyncBoost, "sync_boost"), (ClockReasons.SoftwareThermalSlowdown, "sw_thermal_slowdown"),
        (ClockReasons.HardwareThermalSlowdown, "hw_thermal_slowdown"), (ClockReasons.HardwarePowerBrakeSlowdown, "hw_power_brake_slowdown"),
        (ClockReasons.DisplayClockSetting, "display_clock_setting"),
    ];
}
