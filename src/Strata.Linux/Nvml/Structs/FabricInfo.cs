using System.Runtime.InteropServices;

namespace Strata.Linux.Nvml.Structs;

/// <summary><c>nvmlGpuFabricInfo_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FabricInfo
{
    public ClusterUuid Cluster;
    public int Status;
    public uint Clique;
    public byte State;
}
