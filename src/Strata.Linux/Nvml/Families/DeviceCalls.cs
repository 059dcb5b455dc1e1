using Strata.Linux.Nvml.Shapes;
using Strata.Linux.Nvml.Structs;

namespace Strata.Linux.Nvml.Families;

/// <summary>Finding devices and what does not change while the driver runs. A handle that is asked for starts its GPU: seconds where nothing keeps it awake.</summary>
internal static class DeviceCalls
{
    public static readonly SystemGetter<uint> Count = new("nvmlDeviceGetCount_v2", 340);
    public static readonly SystemKeyGetter<nint> HandleByIndex = new("nvmlDeviceGetHandleByIndex_v2", 340);
    public static readonly SystemKeyGetter<nint> HandleByUuid = new("nvmlDeviceGetHandleByUUID", 340);
    public static readonly SystemKeyGetter<nint> HandleByPciBusId = new("nvmlDeviceGetHandleByPciBusId_v2", 340);
    public static readonly SystemGetter<uint> ExcludedCount = new("nvmlGetExcludedDeviceCount", 470);

    public static readonly DeviceGetter<PciInfo> Pci = new("nvmlDeviceGetPciInfo_v3", 390);
    public static readonly DeviceGetter<uint> Index = new("nvmlDeviceGetIndex", 340);
    public static readonly DeviceGetter<uint> MinorNumber = new("nvmlDeviceGetMinorNumber", 340);
    public static readonly DeviceGetter<uint> ModuleId = new("nvmlDeviceGetModuleId", 535);
    public static readonly DeviceGetter<uint> NumaNode = new("nvmlDeviceGetNumaNodeId", 550);
    public static readonly DeviceGetter<uint> Architecture = new("nvmlDeviceGetArchitecture", 450);
    public static readonly DeviceGetter<uint> Brand = new("nvmlDeviceGetBrand", 340);
    public static readonly DeviceTwo ComputeCapability = new("nvmlDeviceGetCudaComputeCapability", 390);

    public static readonly DeviceText Name = new("nvmlDeviceGetName", 340);
    public static readonly DeviceText Uuid = new("nvmlDeviceGetUUID", 340);
    public static readonly DeviceText Serial = new("nvmlDeviceGetSerial", 340);
    public static readonly DeviceText Vbios = new("nvmlDeviceGetVbiosVersion", 340);
    public static readonly DeviceText BoardPartNumber = new("nvmlDeviceGetBoardPartNumber", 390);
    public static readonly DeviceText InforomImage = new("nvmlDeviceGetInforomImageVersion", 340);

    public static readonly DeviceGetter<uint> MaximumLinkGeneration = new("nvmlDeviceGetMaxPcieLinkGeneration", 340);
    public static readonly DeviceGetter<uint> MaximumLinkWidth = new("nvmlDeviceGetMaxPcieLinkWidth", 340);
    public static readonly DeviceKeyGetter<uint> MaximumClock = new("nvmlDeviceGetMaxClockInfo", 340);
    public static readonly DeviceKeyGetter<uint> TemperatureThreshold = new("nvmlDeviceGetTemperatureThreshold", 340);
    public static readonly DeviceGetter<uint> FanCount = new("nvmlDeviceGetNumFans", 525);
}
