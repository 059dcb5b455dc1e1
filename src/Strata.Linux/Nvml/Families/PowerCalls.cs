using Strata.Linux.Nvml.Shapes;

namespace Strata.Linux.Nvml.Families;

/// <summary>Limits of power, in milliwatts.</summary>
internal static class PowerCalls
{
    public static readonly DeviceGetter<uint> Limit = new("nvmlDeviceGetPowerManagementLimit", 340);
    public static readonly DeviceGetter<uint> DefaultLimit = new("nvmlDeviceGetPowerManagementDefaultLimit", 340);

    /// <summary>Lowest and highest limit that can be set.</summary>
    public static readonly DeviceTwo Constraints = new("nvmlDeviceGetPowerManagementLimitConstraints", 340);
}
