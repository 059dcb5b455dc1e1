using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Layers.Cluster;
using Strata.Layers.Container;
using Strata.Layers.Driver;
using Strata.Layers.Fabric;
using Strata.Layers.Kernel;
using Strata.Layers.Partition;
using Strata.Layers.Platform;
using Strata.Layers.Userspace;
using Strata.Layers.Workload;
using Strata.Machine;
using Strata.Machine.Transcripts;

namespace Strata.Snapshots;

/// <summary>Asks every collector, lowest layer first.</summary>
public static class Snapshotter
{
    /// <summary>Signs that collectors look for, besides those of the rules.</summary>
    public static ImmutableArray<LogSign> CollectorSigns { get; } =
        [.. PlatformSigns.All, .. BusSigns.All, .. KernelSigns.All, .. DriverSigns.All, .. UserspaceSigns.All,
         .. FabricSigns.All, .. PartitionSigns.All, .. ContainerSigns.All, .. ClusterSigns.All, .. WorkloadSigns.All];

    /// <summary>Every sign a scan has to look for.</summary>
    public static ImmutableArray<LogSign> Signs { get; } = [.. CollectorSigns.Concat(Rules.All.SelectMany(rule => rule.Signs)).Distinct()];

    /// <summary>Reads a machine into a snapshot.</summary>
    public static Snapshot Take(IMachine machine)
    {
        var log = new LogScanner(Signs).Scan(machine.Logs(), keepUnrecognised: machine.Origin.Kind == OriginKind.Text);
        var driver = Collect(DriverCollector.Collect, machine, log);
        return new Snapshot(
            machine.Origin,
            log,
            Collect(PlatformCollector.Collect, machine, log),
            Collect(BusCollector.Collect, machine, log),
            Collect(KernelCollector.Collect, machine, log),
            driver,
            Collect(UserspaceCollector.Collect, machine, log),
            Collect((source, found) => FabricCollector.Collect(source, found, driver), machine, log),
            Collect(PartitionCollector.Collect, machine, log),
            Collect(ContainerCollector.Collect, machine, log),
            Collect(ClusterCollector.Collect, machine, log),
            Collect(WorkloadCollector.Collect, machine, log));
    }

    // Text made to keep an expression busy costs one layer its facts, not the user the report.
    private static T Collect<T>(Func<IMachine, LogFacts, T> collect, IMachine machine, LogFacts log)
    {
        try
        {
            return collect(machine, log);
        }
        catch (RegexMatchTimeoutException)
        {
            return collect(new TranscriptMachine(machine.Origin), LogFacts.Empty);
        }
    }
}
