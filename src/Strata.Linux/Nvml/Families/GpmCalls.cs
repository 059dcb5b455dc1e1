using Strata.Linux.Nvml.Shapes;
using Strata.Linux.Nvml.Structs;

namespace Strata.Linux.Nvml.Families;

/// <summary>Activity of the units of a GPU, Hopper and newer: metrics come from two samples.</summary>
internal static class GpmCalls
{
    public static readonly DeviceGetter<GpmSupport> Support = new("nvmlGpmQueryDeviceSupport", 525);
    public static readonly SystemGetter<nint> SampleAlloc = new("nvmlGpmSampleAlloc", 525);
    public static readonly Order SampleFree = new("nvmlGpmSampleFree", 525);

    /// <summary>Device, sample.</summary>
    public static readonly Order SampleGet = new("nvmlGpmSampleGet", 525);

    /// <summary>Device, GPU instance, sample.</summary>
    public static readonly Order MigSampleGet = new("nvmlGpmMigSampleGet", 525);

    /// <summary>The array of the question grew over the branches under one version number; the largest fits all.</summary>
    public static readonly NvmlSymbol MetricsGet = new("nvmlGpmMetricsGet", 525);
}
