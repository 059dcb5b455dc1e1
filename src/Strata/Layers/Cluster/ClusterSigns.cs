using System.Collections.Immutable;
using Strata.Judging;

namespace Strata.Layers.Cluster;

/// <summary>Traces in logs that more than one rule or collector of this layer and of higher ones reads.</summary>
public static class ClusterSigns
{
    /// <summary>The device plugin takes a GPU out of service; newer and older wording.</summary>
    public static ImmutableArray<LogSign> MarkedUnhealthy { get; } =
    [
        new("XidCriticalError", @"XidCriticalError: Xid=(?<xid>[0-9]+) on Device=(?<gpu>(?:GPU|MIG)-[0-9a-f-]+)")
        {
            Samples =
            [
                "I0810 15:36:05.551834       1 health.go:159] XidCriticalError: Xid=48 on Device=GPU-455e672a-aaaa-bbbb-cccc-0123456789ab; marking device as unhealthy.",
                "2020/08/10 19:09:42 XidCriticalError: Xid=69 on Device=GPU-7540a9b3-eeb9-1214-1526-f93c9ea826a8, the device will go unhealthy.",
            ],
        },
        new("XidCriticalError", @"XidCriticalError: Xid=(?<xid>[0-9]+) on (?:all devices|unknown device)") { Samples = ["XidCriticalError: Xid=79 on all devices; all devices will go unhealthy."] },
        new("device marked unhealthy", @"device marked unhealthy: (?<gpu>\S+)") { Samples = ["I0810 15:36:05.552532       1 server.go:278] 'nvidia.com/gpu' device marked unhealthy: GPU-455e672a-aaaa-bbbb-cccc-0123456789ab"] },
        new("marking device as unhealthy") { Samples = ["marking device as unhealthy: GPU-455e672a"] },
    ];

    /// <summary>All signs of this class.</summary>
    public static ImmutableArray<LogSign> All { get; } = [.. MarkedUnhealthy, .. NodeGpus.All];
}
