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

/// <summary>Everything that was read of one machine at one time, in ten layers. Immutable.</summary>
public sealed record Snapshot(
    Origin Origin,
    LogFacts Log,
    PlatformFacts Platform,
    BusFacts Bus,
    KernelFacts Kernel,
    DriverFacts Driver,
    UserspaceFacts Userspace,
    FabricFacts Fabric,
    PartitionFacts Partition,
    ContainerFacts Container,
    ClusterFacts Cluster,
    WorkloadFacts Workload)
{
    /// <summary>Looks at a whole machine that failed: reason and name, in order; empty for texts, which never hold everything.</summary>
    public ImmutableArray<(string Why, string Name)> Gaps { get; init; } = [];

    /// <summary>The description of a layer.</summary>
    public LayerDescription Describe(Layer layer) => layer switch
    {
        Layer.Platform => Platform.Describe(),
        Layer.Bus => Bus.Describe(),
        Layer.Kernel => Kernel.Describe(),
        Layer.Driver => Driver.Describe(),
        Layer.Userspace => Userspace.Describe(),
        Layer.Fabric => Fabric.Describe(),
        Layer.Partition => Partition.Describe(),
        Layer.Container => Container.Describe(),
        Layer.Cluster => Cluster.Describe(),
        _ => Workload.Describe(),
    };
}
