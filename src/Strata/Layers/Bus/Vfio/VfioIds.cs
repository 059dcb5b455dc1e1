using System.Collections.Immutable;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Bus.Vfio;

/// <summary>A model that vfio-pci is told to take.</summary>
/// <param name="Id">Vendor and device, such as <c>10de:2684</c>.</param>
/// <param name="Source">Where it stands.</param>
public sealed record VfioId(string Id, Source Source);

/// <summary>Reads the models that vfio-pci is told to take, from modprobe's configuration and the kernel command line.</summary>
public static class VfioIds
{
    /// <summary>The models, each once.</summary>
    public static ImmutableArray<VfioId> Of(Snapshot snapshot)
    {
        var told = snapshot.Bus.VfioOptions.Or([]).Where(option => option.Module == "vfio_pci" && option.Name == "ids").Select(option => (option.Value, option.Source)).ToList();
        foreach (var name in (string[])["vfio-pci.ids", "vfio_pci.ids"])
        {
            if (snapshot.Platform.Parameter(name) is { } value)
            {
                told.Add((value, snapshot.Platform.KernelCommandLine.Source));
            }
        }
        return
        [
            .. told.SelectMany(item => item.Value.ToLowerInvariant().Split(',', StringSplitOptions.RemoveEmptyEntries)
                    .Select(id => new VfioId(string.Join(':', id.Split(':').Take(2)), item.Source)))
                .DistinctBy(id => id.Id),
        ];
    }
}
