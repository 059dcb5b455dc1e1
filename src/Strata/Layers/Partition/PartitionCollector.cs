using System.Collections.Immutable;
using Strata.Layers.Partition.Mig;
using Strata.Layers.Partition.Mps;
using Strata.Machine;
using Strata.Sampling;
using Strata.Snapshots;

namespace Strata.Layers.Partition;

/// <summary>Reads the partition layer.</summary>
public static class PartitionCollector
{
    /// <summary>Collects the facts.</summary>
    public static PartitionFacts Collect(IMachine machine, LogFacts log)
    {
        ImmutableArray<MpsDaemon> daemons = MpsCollector.HasTraces(machine) ? MpsDaemonCollector.Collect(machine) : [];
        return new PartitionFacts
        {
            MigGpus = machine.Library<GpuAnswers>().TryGet(out var told) ? LibraryMig.Of(told) : machine.Run(ToolCall.Of("nvidia-smi", "-L")) switch
            {
                Reading<ToolOutput>.Known known when MigListing.Parse(known.Value.Output) is { IsEmpty: false } gpus => Reading.Known(gpus, gpus[0].Source),
                var other => Reading.Unreadable<ImmutableArray<MigGpu>>("nvidia-smi -L lists no GPU", other.Source),
            },
            MpsPipes = MpsCollector.Collect(machine, daemons),
            MpsRuns = !daemons.IsEmpty,
            MpsLog = MpsLog.Collect(machine, daemons),
        };
    }
}
