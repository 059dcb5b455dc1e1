using System.Globalization;
using Strata.Layers.Bus;
using Strata.Sampling;

namespace Strata.Agent.Sampling;

/// <summary>Finds the GPU that somebody means.</summary>
internal static class GpuName
{
    /// <summary>The place of the GPU that has this index, UUID or place on the bus.</summary>
    /// <exception cref="ArgumentException">None has, or its place is not known yet.</exception>
    public static PciAddress Find(string name, IEnumerable<GpuStatus> gpus)
    {
        var isIndex = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index);
        var place = PciAddress.Parse(name);
        return gpus.FirstOrDefault(gpu => (isIndex && gpu.Index == index) || (place is not null && gpu.Address == place)
            || string.Equals(gpu.Identity?.Uuid, name, StringComparison.OrdinalIgnoreCase))?.Address
            ?? throw new ArgumentException($"{name}: no GPU of this host has this index, UUID or address");
    }
}
