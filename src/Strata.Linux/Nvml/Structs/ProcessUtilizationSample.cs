using System.Runtime.InteropServices;

namespace Strata.Linux.Nvml.Structs;

/// <summary><c>nvmlProcessUtilizationSample_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProcessUtilizationSample
{
    public uint Process;
    public ulong TimeStamp;
    public uint Sm;
    public uint Memory;
    public uint Encoder;
    public uint Decoder;
}
