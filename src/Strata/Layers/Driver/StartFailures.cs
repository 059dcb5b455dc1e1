using Strata.Layers.Bus;
using Strata.Snapshots;

namespace Strata.Layers.Driver;

/// <summary>Which GPU a failed start is about, where its own lines do not tell.</summary>
internal static class StartFailures
{
    /// <summary>The one GPU that failed to start, or null when there are several or none.</summary>
    public static string? OnlyGpu(Snapshot snapshot)
    {
        var gpus = snapshot.Log.Current(DriverSigns.RmInitFailed, DriverSigns.RmInitNode)
            .Select(hit => PciAddress.Parse(hit["gpu"])).OfType<PciAddress>().Distinct().ToList();
        return gpus.Count == 1 ? gpus[0].ToString() : null;
    }
}
