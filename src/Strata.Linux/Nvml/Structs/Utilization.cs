using System.Runtime.InteropServices;

namespace Strata.Linux.Nvml.Structs;

/// <summary>Percent of time: <c>nvmlUtilization_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Utilization
{
    public uint Gpu;
    public uint Memory;
}
