namespace Strata.Sampling;

/// <summary>A MIG device.</summary>
/// <param name="Index">Its index on its GPU.</param>
/// <param name="Uuid">Its identity.</param>
/// <param name="GpuInstance">GPU instance.</param>
/// <param name="ComputeInstance">Compute instance.</param>
/// <param name="Profile">What it is called, such as <c>1g.10gb</c>.</param>
/// <param name="MemoryTotalBytes">Memory that it has.</param>
/// <param name="MemoryUsedBytes">Memory in use.</param>
public sealed record MigDevice(int Index, string Uuid, int GpuInstance, int ComputeInstance, string? Profile, double? MemoryTotalBytes, double? MemoryUsedBytes)
{
    /// <summary>What the units of its GPU instance did since the details before; compute instances of one GPU instance share them. Hopper and newer.</summary>
    public UnitActivity? Units { get; init; }
}
