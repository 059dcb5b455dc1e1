using Strata.Linux.Nvml.Shapes;
using Strata.Linux.Nvml.Structs;

namespace Strata.Linux.Nvml.Families;

/// <summary>NVLink and the fabric behind it.</summary>
internal static class NvLinkCalls
{
    /// <summary>By link: 1 when it is up.</summary>
    public static readonly DeviceKeyGetter<uint> State = new("nvmlDeviceGetNvLinkState", 390);
    public static readonly DeviceKeyGetter<uint> Version = new("nvmlDeviceGetNvLinkVersion", 390);
    public static readonly DeviceKeyGetter<PciInfo> RemotePci = new("nvmlDeviceGetNvLinkRemotePciInfo_v2", 390);
    public static readonly DeviceKeyGetter<uint> RemoteType = new("nvmlDeviceGetNvLinkRemoteDeviceType", 470);

    /// <summary>State of the registration with Fabric Manager or NVLSM, with health from the second version on.</summary>
    public static readonly DeviceGetter<FabricInfo3> Fabric = new("nvmlDeviceGetGpuFabricInfoV", 550);
    public static readonly DeviceGetter<FabricInfo> OlderFabric = new("nvmlDeviceGetGpuFabricInfo", 525);
}
