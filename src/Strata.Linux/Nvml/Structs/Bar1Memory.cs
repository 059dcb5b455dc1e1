using System.Runtime.InteropServices;

namespace Strata.Linux.Nvml.Structs;

/// <summary>Bytes: <c>nvmlBAR1Memory_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Bar1Memory
{
    public ulong Total;
    public ulong Free;
    public ulong Used;
}
