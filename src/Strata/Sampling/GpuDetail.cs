using System.Collections.Immutable;

namespace Strata.Sampling;

/// <summary>What is read of a GPU on the slow tick. A null was not told by the driver.</summary>
public sealed record GpuDetail
{
    /// <summary>True when the driver stays initialised on this GPU without a client.</summary>
    public bool? PersistenceMode { get; init; }

    /// <summary>0 default, 1 exclusive thread, 2 prohibited, 3 exclusive process.</summary>
    public int? ComputeMode { get; init; }

    /// <summary>True when ECC is on.</summary>
    public bool? Ecc { get; init; }

    /// <summary>True when ECC will be on after the next reset.</summary>
    public bool? EccPending { get; init; }

    /// <summary>True when MIG is on.</summary>
    public bool? Mig { get; init; }

    /// <summary>True when MIG will be on after the next reset.</summary>
    public bool? MigPending { get; init; }

    /// <summary>Limit of power that was set.</summary>
    public double? PowerLimitSetWatts { get; init; }

    /// <summary>Speed of each fan, 0 to 1 of what is intended; above 1 is possible.</summary>
    public ImmutableArray<double> Fans { get; init; } = [];

    /// <summary>NVLinks that are up.</summary>
    public int? NvLinksUp { get; init; }

    /// <summary>Traffic of each NVLink that tells it.</summary>
    public ImmutableArray<NvLinkTraffic> NvLinks { get; init; } = [];

    /// <summary>Registration with the fabric: 0 not supported, 1 not started, 2 in progress, 3 completed.</summary>
    public int? FabricState { get; init; }

    /// <summary>Return code of a completed registration; 0 is success.</summary>
    public int? FabricStatus { get; init; }

    /// <summary>Processes that hold the GPU; default when the list could not be read.</summary>
    public ImmutableArray<GpuProcess>? Processes { get; init; }

    /// <summary>MIG devices.</summary>
    public ImmutableArray<MigDevice> MigDevices { get; init; } = [];
}
