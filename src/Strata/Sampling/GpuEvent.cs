using Strata.Layers.Bus;

namespace Strata.Sampling;

/// <summary>An event that the driver told.</summary>
/// <param name="Gpu">Index of the GPU; null when the driver names none that is known.</param>
/// <param name="Type">Bit of the event's type (source: nvml.h).</param>
/// <param name="Data">Data of the event: for a critical Xid its number.</param>
/// <param name="GpuInstance">GPU instance of MIG.</param>
/// <param name="ComputeInstance">Compute instance of MIG.</param>
public sealed record GpuEvent(int? Gpu, ulong Type, ulong Data, int? GpuInstance, int? ComputeInstance)
{
    /// <summary>The place of the GPU on the bus; null when the driver names none that is known.</summary>
    public PciAddress? Address { get; init; }

    /// <summary>Type of a critical Xid.</summary>
    public const ulong XidCritical = 0x8;

    /// <summary>The Xid; null for other events.</summary>
    public int? Xid => Type == XidCritical && Data <= int.MaxValue ? (int)Data : null;
}
