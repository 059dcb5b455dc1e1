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
    /// <param name="machine">The machine.</param>
    /// <param name="answers">What nvidia-smi told; what stands first wins.</param>
    /// <param name="list">Output of `nvidia-smi -L`.</param>
    public static Reading<ImmutableArray<GpuState>> Merge(
        IMachine machine, ImmutableArray<(Reading<ToolOutput> Output, Func<TextDocument, ImmutableArray<GpuState>> Parse)> answers, Reading<ToolOutput> list)
    {
        var found = new List<GpuState>();
        foreach (var (output, parse) in answers)
        {
            Add(found, output.Map(answer => parse(answer.Output)).Or([]));
        }
        Add(found, OfProc(machine));
        if (found.Count == 0)
        {
            var known = answers.FirstOrDefault(answer => answer.Output.IsKnown || answer.Output.IsAbsent).Output;
            return known is null
                ? Reading.NotLooked<ImmutableArray<GpuState>>("nvidia-smi -q")
                : Reading.Unreadable<ImmutableArray<GpuState>>("no GPU was listed", known.Source);
        }
        var names = list.Map(output => SmiListParser.Parse(output.Output)).Or([]);
        ImmutableArray<GpuState> gpus = [.. found.OrderBy(gpu => gpu.Address is null).ThenBy(gpu => gpu.Address)];
        if (names.Length == gpus.Length)
        {
            gpus = [.. gpus.Select((gpu, index) => gpu with { Name = LongerName(gpu.Name, names[index].Name), Uuid = gpu.Uuid ?? names[index].Uuid, Index = gpu.Index ?? names[index].Index })];
        }
        return Reading.Known(gpus, gpus[0].Source);
    }

    /// <summary>The GPUs that the library told, with what /proc tells besides.</summary>
    public static Reading<ImmutableArray<GpuState>> Merge(IMachine machine, Reading<ImmutableArray<GpuState>> told)
    {
        List<GpuState> found = [.. told.Or([])];
        Add(found, OfProc(machine));
        return found.Count == 0 ? told : Reading.Known<ImmutableArray<GpuState>>([.. found.OrderBy(gpu => gpu.Address)], found[0].Source);
    }

    private static void Add(List<GpuState> found, IEnumerable<GpuState> gpus)
    {
        ImmutableArray<GpuState> told = [.. gpus];
        var before = found.Count;
        for (var i = 0; i < told.Length; i++)
        {
            var at = found.FindIndex(told[i].IsSame);
            if (at < 0 && before > 0 && told[i].Address is null)
            {
                // A row that does not say whose it is belongs to the GPU at its place, if all are told.
                at = told.Length == before ? i : found.Count;
            }
            if (at >= 0 && at < found.Count)
            {
                found[at] = Join(found[at], told[i]);
            }
            else if (at < 0)
            {
                found.Add(told[i]);
            }
        }
    }

    /// <summary>One GPU of two tellings; the first wins.</summary>
    internal static GpuState Join(GpuState first, GpuState second) => first with
    {
        Address = first.Address ?? second.Address,
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
