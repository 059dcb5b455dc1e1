using System.Runtime.InteropServices;

namespace Strata.Linux.Nvml.Structs;

/// <summary>What a MIG device has: <c>nvmlDeviceAttributes_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DeviceAttributes
{
    public uint Multiprocessors;
    public uint CopyEngines;
    public uint Decoders;
    public uint Encoders;
    public uint JpegDecoders;
    public uint OpticalFlowEngines;
    public uint GpuInstanceSlices;
    public uint ComputeInstanceSlices;
    public ulong MemoryMegabytes;
}
