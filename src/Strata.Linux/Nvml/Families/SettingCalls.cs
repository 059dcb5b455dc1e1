using Strata.Linux.Nvml.Shapes;

namespace Strata.Linux.Nvml.Families;

/// <summary>Calls that change a GPU. All need root, or a capability that the driver gives a daemon.</summary>
internal static class SettingCalls
{
    /// <summary>Mode; talks to nvidia-persistenced where that runs.</summary>
    public static readonly Order PersistenceMode = new("nvmlDeviceSetPersistenceMode", 340);

    /// <summary>Milliwatts within the constraints; lost with a reset and a reload.</summary>
    public static readonly Order PowerLimit = new("nvmlDeviceSetPowerManagementLimit", 340);

    /// <summary>Lowest and highest MHz; Volta and newer.</summary>
    public static readonly Order LockedClocks = new("nvmlDeviceSetGpuLockedClocks", 418);
    public static readonly Order ResetLockedClocks = new("nvmlDeviceResetGpuLockedClocks", 418);

    /// <summary>Lowest and highest MHz; Ampere and newer.</summary>
    public static readonly Order MemoryLockedClocks = new("nvmlDeviceSetMemoryLockedClocks", 470);
    public static readonly Order ResetMemoryLockedClocks = new("nvmlDeviceResetMemoryLockedClocks", 470);

    /// <summary>Memory and graphics MHz; refused by new drivers, which want locked clocks.</summary>
    public static readonly Order ApplicationsClocks = new("nvmlDeviceSetApplicationsClocks", 340);
    public static readonly Order ResetApplicationsClocks = new("nvmlDeviceResetApplicationsClocks", 340);

    /// <summary>0 default, 2 prohibited, 3 exclusive process.</summary>
    public static readonly Order ComputeMode = new("nvmlDeviceSetComputeMode", 340);

    /// <summary>Takes effect with the next reset; boards with ECC memory.</summary>
    public static readonly Order EccMode = new("nvmlDeviceSetEccMode", 340);

    /// <summary>Mode, where to put what activating gave; A100 and newer boards of the data centre, idle.</summary>
    public static readonly NvmlSymbol MigMode = new("nvmlDeviceSetMigMode", 450);
}
