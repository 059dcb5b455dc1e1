using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Strata.Linux.Nvml.Structs;

/// <summary>
/// <c>nvmlGpmMetricsGet_t</c>. Its version stayed 1 while its array grew from 98 to 210 to 333 entries: the largest is always
/// given, and the library looks at as many as are counted.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GpmMetrics
{
    public uint Version;
    public uint Count;
    public nint First;
    public nint Second;
    public Entries Metrics;

    [InlineArray(Most)]
    internal struct Entries
    {
        public const int Most = 333;

        private GpmMetric _first;
    }
}
