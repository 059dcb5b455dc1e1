using System.Runtime.InteropServices;

namespace Strata.Linux.Nvml.Structs;

/// <summary>Numbers of banks: <c>nvmlRowRemapperHistogramValues_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RowRemapperHistogram
{
    public uint Max;
    public uint High;
    public uint Partial;
    public uint Low;
    public uint None;
}
