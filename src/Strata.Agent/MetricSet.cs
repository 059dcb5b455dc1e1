using System.Collections.Immutable;
using Strata.Metrics;

namespace Strata.Agent;

/// <summary>A set of metric names that can be served.</summary>
public enum MetricSet
{
    /// <summary>Those of strata.</summary>
    Strata,

    /// <summary>Those of nvidia_gpu_exporter.</summary>
    NvidiaSmi,

    /// <summary>Those of dcgm-exporter.</summary>
    Dcgm,
}

/// <summary>The table of each set.</summary>
internal static class MetricSets
{
    public static ImmutableArray<Metric> Table(this MetricSet set) => set switch
    {
        MetricSet.NvidiaSmi => NvidiaSmiMetrics.Table,
        MetricSet.Dcgm => DcgmMetrics.Table,
        _ => StrataMetrics.Table,
    };
}
