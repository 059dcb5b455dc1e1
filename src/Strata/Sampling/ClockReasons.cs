namespace Strata.Sampling;

/// <summary>Why clocks are below their maximum (source: nvml.h).</summary>
[Flags]
public enum ClockReasons : ulong
{
    /// <summary>Nothing holds them back.</summary>
    None = 0,

    /// <summary>Nothing runs.</summary>
    GpuIdle = 0x1,

    /// <summary>Clocks set by the user.</summary>
    ApplicationsClocksSetting = 0x2,

    /// <summary>The limit of power.</summary>
    SoftwarePowerCap = 0x4,

    /// <summary>Temperature, power brake or a fast trigger, in hardware.</summary>
    HardwareSlowdown = 0x8,

    /// <summary>Following another GPU.</summary>
    SyncBoost = 0x10,

    /// <summary>Temperature, in software.</summary>
    SoftwareThermalSlowdown = 0x20,

    /// <summary>Temperature, in hardware.</summary>
    HardwareThermalSlowdown = 0x40,

    /// <summary>The power brake line of the server.</summary>
    HardwarePowerBrakeSlowdown = 0x80,

    /// <summary>The clocks of a display.</summary>
    DisplayClockSetting = 0x100,
}
