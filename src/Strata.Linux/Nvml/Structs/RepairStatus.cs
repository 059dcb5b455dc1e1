using System.Runtime.InteropServices;

namespace Strata.Linux.Nvml.Structs;

/// <summary><c>nvmlRepairStatus_v1_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RepairStatus
{
    public uint Version;
    public uint ChannelRepairPending;
    public uint TpcRepairPending;
}
