using System.Runtime.InteropServices;

namespace Strata.Linux.Nvml.Structs;

/// <summary><c>nvmlGpmMetric_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GpmMetric
{
    public uint Metric;
    public int Code;
    public double Value;
    public nint ShortName;
    public nint LongName;
    public nint Unit;
}
