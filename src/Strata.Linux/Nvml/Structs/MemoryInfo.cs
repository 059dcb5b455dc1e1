using System.Runtime.InteropServices;

namespace Strata.Linux.Nvml.Structs;

/// <summary>Bytes: <c>nvmlMemory_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MemoryInfo
{
    public ulong Total;
    public ulong Free;
    public ulong Used;
}
