using System.Runtime.InteropServices;

namespace Strata.Linux.Nvml.Structs;

/// <summary><c>nvmlGpuFabricInfo_v3_t</c>; the second version is the same without the last member.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FabricInfo3
{
    public uint Version;
    public ClusterUuid Cluster;
    public int Status;
    public uint Clique;
    public byte State;
    public uint HealthMask;
    public byte HealthSummary;
}
