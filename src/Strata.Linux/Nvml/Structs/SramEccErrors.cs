using System.Runtime.InteropServices;

namespace Strata.Linux.Nvml.Structs;

/// <summary><c>nvmlEccSramErrorStatus_v1_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SramEccErrors
{
    public uint Version;
    public ulong AggregateUncorrectedParity;
    public ulong AggregateUncorrectedSecDed;
    public ulong AggregateCorrected;
    public ulong VolatileUncorrectedParity;
    public ulong VolatileUncorrectedSecDed;
    public ulong VolatileCorrected;
    public ulong AggregateUncorrectedL2;
    public ulong AggregateUncorrectedSm;
    public ulong AggregateUncorrectedPcie;
    public ulong AggregateUncorrectedMcu;
    public ulong AggregateUncorrectedOther;
    public uint ThresholdExceeded;
}
