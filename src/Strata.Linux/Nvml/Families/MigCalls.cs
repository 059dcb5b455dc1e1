using Strata.Linux.Nvml.Shapes;
using Strata.Linux.Nvml.Structs;

namespace Strata.Linux.Nvml.Families;

/// <summary>MIG devices of a GPU.</summary>
internal static class MigCalls
{
    /// <summary>Current and pending mode.</summary>
    public static readonly DeviceTwo Mode = new("nvmlDeviceGetMigMode", 450);
    public static readonly DeviceGetter<uint> MostDevices = new("nvmlDeviceGetMaxMigDeviceCount", 450);

    /// <summary>Not found for an index where no device is; the next one may still be there.</summary>
    public static readonly DeviceKeyGetter<nint> Handle = new("nvmlDeviceGetMigDeviceHandleByIndex", 450);
    public static readonly DeviceGetter<uint> GpuInstance = new("nvmlDeviceGetGpuInstanceId", 450);
    public static readonly DeviceGetter<uint> ComputeInstance = new("nvmlDeviceGetComputeInstanceId", 450);
    public static readonly DeviceGetter<DeviceAttributes> Attributes = new("nvmlDeviceGetAttributes_v2", 450);
    public static readonly DeviceGetter<nint> Parent = new("nvmlDeviceGetDeviceHandleFromMigDeviceHandle", 450);
}
