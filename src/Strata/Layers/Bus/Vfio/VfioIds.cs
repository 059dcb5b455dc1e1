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
    public static ImmutableArray<VfioId> Of(Snapshot snapshot) =>
        Read(snapshot.Bus.VfioOptions, snapshot.Platform.KernelCommandLine.Or(""), snapshot.Platform.KernelCommandLine.Source);

    /// <summary>The models as text.</summary>
    public static ImmutableArray<string> Models(Reading<ImmutableArray<ModuleOption>> options, Reading<TextDocument> commandLine) =>
        [.. Read(options, commandLine.Or(null)?.FirstTrimmed, commandLine.Source).Select(id => id.Id)];

    private static ImmutableArray<VfioId> Read(Reading<ImmutableArray<ModuleOption>> options, string? commandLine, Source source)
    {
        var told = options.Or([]).Where(option => option.Module == "vfio_pci" && option.Name == "ids").Select(option => (option.Value, option.Source)).ToList();
        foreach (var word in (commandLine ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.StartsWith("vfio-pci.ids=", StringComparison.Ordinal) || word.StartsWith("vfio_pci.ids=", StringComparison.Ordinal))
            {
                told.Add((word["vfio-pci.ids=".Length..], source));
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
