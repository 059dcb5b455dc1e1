using System.Collections.Immutable;
using Strata.Layers.Partition.Mig;
using Strata.Layers.Partition.Mps;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Partition;

/// <summary>Facts of MIG and MPS.</summary>
public sealed record PartitionFacts
{
    /// <summary>GPUs with their MIG devices.</summary>
    public Reading<ImmutableArray<MigGpu>> MigGpus { get; init; } = Reading.NotLooked<ImmutableArray<MigGpu>>("nvidia-smi -L");

    /// <summary>Pipe directories of MPS daemons.</summary>
    public ImmutableArray<MpsPipe> MpsPipes { get; init; } = [];

    /// <summary>True when a control daemon runs.</summary>
    public bool MpsRuns { get; init; }

    /// <summary>What the control daemon wrote since it started; absent where none runs or keeps a log.</summary>
    public Reading<MpsLog> MpsLog { get; init; } = Reading.NotLooked<MpsLog>("control.log");

    /// <summary>What these facts say of the layer.</summary>
    public LayerDescription Describe()
    {
        if (!MigGpus.TryGet(out var gpus))
        {
            return new LayerDescription(Standing.Unknown, "MIG and MPS not seen");
        }
        var instances = gpus.Sum(gpu => gpu.Devices.Length);
        var mig = instances == 0 ? "no MIG devices" : instances == 1 ? "1 MIG device" : $"{instances} MIG devices";
                return new LayerDescription(Standing.Known, !MpsRuns ? mig : mig + ", MPS daemon runs");
    }
}
