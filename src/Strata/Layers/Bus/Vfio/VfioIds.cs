using System.Collections.Immutable;
using Strata.Layers.Platform;
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
    public static ImmutableArray<VfioId> Of(Snapshot snapshot) => Of(snapshot.Bus.VfioOptions.Or([]), snapshot.Platform.KernelCommandLine);

    /// <summary>The models of these options and of the command line, each once.</summary>
    public static ImmutableArray<VfioId> Of(ImmutableArray<ModuleOption> options, Reading<string> commandLine)
    {
        var told = In(options);
        var words = commandLine.Or("")!.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word.StartsWith("vfio-pci.ids=", StringComparison.Ordinal) || word.StartsWith("vfio_pci.ids=", StringComparison.Ordinal));
        return [.. told.Concat(words.SelectMany(word => Split(word["vfio-pci.ids=".Length..], commandLine.Source))).DistinctBy(id => id.Id)];
    }

    /// <summary>The models of these options alone.</summary>
    public static IEnumerable<VfioId> In(ImmutableArray<ModuleOption> options) =>
        options.Where(option => option is { Module: "vfio_pci", Name: "ids" }).SelectMany(option => Split(option.Value, option.Source));

    // An id may go on with the subsystem, "10de:2684:ffffffff:ffffffff".
    private static IEnumerable<VfioId> Split(string value, Source source) =>
        value.ToLowerInvariant().Split(',', StringSplitOptions.RemoveEmptyEntries).Select(id => new VfioId(string.Join(':', id.Split(':').Take(2)), source));
}
