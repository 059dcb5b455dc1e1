namespace Strata.Sampling;

/// <summary>
/// What the units of a GPU, or of a GPU instance of MIG, did between two readings of its counters (GPM); Hopper and newer. A
/// null was not told: the part has no such unit, or the driver keeps the counters for administrators.
/// </summary>
public sealed record UnitActivity
{
    /// <summary>Part of the time in which any engine of graphics or compute worked, 0 to 1.</summary>
    public double? Graphics { get; init; }

    /// <summary>Part of the time in which a streaming multiprocessor had work, averaged over all, 0 to 1.</summary>
    public double? Sm { get; init; }

    /// <summary>Warps that were resident, of the most that can be, 0 to 1.</summary>
    public double? SmOccupancy { get; init; }

    /// <summary>Part of the time in which tensor cores worked, 0 to 1.</summary>
    public double? Tensor { get; init; }

    /// <summary>Part of the bandwidth of the memory that was used, 0 to 1.</summary>
    public double? Dram { get; init; }

    /// <summary>Part of the time in which units of double precision worked, 0 to 1.</summary>
    public double? Fp64 { get; init; }

    /// <summary>Part of the time in which units of single precision worked, 0 to 1.</summary>
    public double? Fp32 { get; init; }

    /// <summary>Part of the time in which units of half precision worked, 0 to 1.</summary>
    public double? Fp16 { get; init; }

    /// <summary>Bytes a second that the GPU sent over PCIe.</summary>
    public double? PcieSentBytesPerSecond { get; init; }

    /// <summary>Bytes a second that the GPU received over PCIe.</summary>
    public double? PcieReceivedBytesPerSecond { get; init; }

    /// <summary>Bytes a second that were sent over all NVLinks.</summary>
    public double? NvLinkSentBytesPerSecond { get; init; }

    /// <summary>Bytes a second that were received over all NVLinks.</summary>
    public double? NvLinkReceivedBytesPerSecond { get; init; }
}
