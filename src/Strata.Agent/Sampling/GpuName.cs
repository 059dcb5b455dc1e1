using System.Globalization;
using Strata.Layers.Bus;
using Strata.Sampling;

namespace Strata.Agent.Sampling;

/// <summary>Finds the GPU that somebody means.</summary>
internal static class GpuName
{
    /// <summary>The place of the GPU that has this index, UUID or place on the bus.</summary>
    /// <exception cref="ArgumentException">None has, or more than one: a GPU that dropped out keeps its last index, which may be that of another now.</exception>
    public static PciAddress Find(string name, IEnumerable<GpuStatus> gpus)
    {
        var isIndex = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index);
        var place = PciAddress.Parse(name);
        var meant = gpus.Where(gpu => (isIndex && gpu.Index == index) || (place is not null && gpu.Address == place)
            || string.Equals(gpu.Identity?.Uuid, name, StringComparison.OrdinalIgnoreCase)).ToList();
        return meant switch
        {
            [{ Address: { } address }] => address,
            [_, _, ..] => throw new ArgumentException($"{name}: {meant.Count} GPUs have this index; say the UUID or the address"),
            _ => throw new ArgumentException($"{name}: no GPU of this host has this index, UUID or address"),
        };
    }
}
