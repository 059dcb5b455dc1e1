using System.Collections.Immutable;
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
    public static Snapshot Take(IMachine source)
    {
        var machine = new NotingMachine(source);
        var log = new LogScanner(Signs).Scan(machine.Logs(), keepUnrecognised: machine.Origin.Kind == OriginKind.Text);
        var platform = PlatformCollector.Collect(machine, log);
        var driver = DriverCollector.Collect(machine, log);
        return new Snapshot(
            machine.Origin,
            log,
            platform,
            BusCollector.Collect(machine, log, platform),
            KernelCollector.Collect(machine, log),
            driver,
            UserspaceCollector.Collect(machine, log),
            FabricCollector.Collect(machine, log, driver),
            PartitionCollector.Collect(machine, log),
            ContainerCollector.Collect(machine, log),
            ClusterCollector.Collect(machine, log),
            WorkloadCollector.Collect(machine, log))
        {
            Gaps = machine.Origin.IsWholeMachine ? GapsOf(machine, log) : [],
        };
    }

    private static ImmutableArray<(string Why, string Name)> GapsOf(NotingMachine machine, LogFacts log) =>
        log.Any ? machine.Gaps : [.. machine.Gaps, ("no log could be read; root may see one", "kernel log")];
}
