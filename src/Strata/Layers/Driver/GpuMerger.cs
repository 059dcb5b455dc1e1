using System.Collections.Immutable;
using System.Globalization;
using Strata.Layers.Bus;
using Strata.Machine;

namespace Strata.Layers.Driver;

/// <summary>Puts together what several sources tell of each GPU; `nvidia-smi -q` goes before the table, the table before /proc.</summary>
internal static class GpuMerger
{
    private const string Directory = "/proc/driver/nvidia/gpus";

    /// <summary>The GPUs by address.</summary>
    public static Reading<ImmutableArray<GpuState>> Merge(IMachine machine, Reading<ToolOutput> query, Reading<ToolOutput> table, Reading<ToolOutput> list)
    {
        var found = new SortedDictionary<PciAddress, GpuState>();
        Add(found, query.Map(output => SmiQueryParser.Parse(output.Output)).Or([]));
        Add(found, table.Map(output => SmiTableParser.Parse(output.Output)).Or([]));
        Add(found, OfProc(machine));
        if (found.Count == 0)
        {
            return query.IsUnreadable && table.IsUnreadable
                ? Reading.NotLooked<ImmutableArray<GpuState>>("nvidia-smi -q")
                : Reading.Unreadable<ImmutableArray<GpuState>>("no GPU was listed", query.IsKnown ? query.Source : table.Source);
        }
        var names = list.Map(output => SmiListParser.Parse(output.Output)).Or([]);
        ImmutableArray<GpuState> gpus = [.. found.Values];
        if (names.Length == gpus.Length)
        {
            gpus = [.. gpus.Select((gpu, index) => gpu with { Name = LongerName(gpu.Name, names[index].Name), Uuid = gpu.Uuid ?? names[index].Uuid, Index = gpu.Index ?? names[index].Index })];
        }
        return Reading.Known(gpus, gpus[0].Source);
    }

    private static void Add(SortedDictionary<PciAddress, GpuState> found, IEnumerable<GpuState> gpus)
    {
        foreach (var gpu in gpus)
        {
            found[gpu.Address] = found.TryGetValue(gpu.Address, out var before) ? Join(before, gpu) : gpu;
        }
    }

    private static GpuState Join(GpuState first, GpuState second) => first with
    {
        Name = LongerName(first.Name, second.Name),
        Uuid = first.Uuid ?? second.Uuid,
        Index = first.Index ?? second.Index,
        Minor = first.Minor ?? second.Minor,
        Fields = second.Fields.SetItems(first.Fields),
        Processes = first.Processes.IsEmpty ? second.Processes : first.Processes,
    };

    // The table cuts long names.
    private static string? LongerName(string? first, string? second) =>
        first is null || (second is not null && second.Length > first.Length && second.StartsWith(first, StringComparison.Ordinal)) ? second : first;

    private static IEnumerable<GpuState> OfProc(IMachine machine)
    {
        foreach (var name in machine.List(Directory).Or([]))
        {
            var path = Directory + "/" + name + "/information";
            if (!PciAddress.TryParse(name, out var address) || !machine.Read(path).TryGet(out var text))
            {
                continue;
            }
            var values = KeyValueParser.Parse(text);
            var uuid = values.GetValueOrDefault("GPU UUID");
            yield return new GpuState(address, text.Whole)
            {
                Name = values.GetValueOrDefault("Model"),
                Uuid = uuid is null || uuid.Contains('?', StringComparison.Ordinal) ? null : uuid,
                Minor = int.TryParse(values.GetValueOrDefault("Device Minor"), NumberStyles.None, CultureInfo.InvariantCulture, out var minor) ? minor : null,
            };
        }
    }
}
