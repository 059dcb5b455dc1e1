using System.Runtime.InteropServices;

namespace Strata.Linux.Nvml.Structs;

/// <summary>Bytes: <c>nvmlMemory_v2_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MemoryInfo2
{
    public uint Version;
    public ulong Total;
    public ulong Reserved;
    public ulong Free;
    public ulong Used;
}
