using System.Runtime.InteropServices;

namespace Strata.Linux.Nvml.Structs;

/// <summary><c>nvmlGpmSupport_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GpmSupport
{
    public uint Version;
    public uint IsSupported;
}
