using System.Globalization;
using Strata.Sampling;

namespace Strata.Rendering.Top;

/// <summary>The lines of the processes.</summary>
internal static class TopProcessRows
{
    /// <summary>The columns in front of the command: name, width, what sorting by it is called.</summary>
    private static readonly (string Name, int Width, TopSort? Sort)[] Columns =
    [
        ("GPU", 5, TopSort.Natural), ("PID", 9, TopSort.Process), ("USER", 10, TopSort.User), ("T", 1, null), ("GPU-MEM", 8, TopSort.GpuMemory),
        ("%CPU", 6, TopSort.Cpu), ("%MEM", 6, TopSort.Memory), ("TIME", 9, TopSort.Age),
    ];

    /// <summary>First column of the command.</summary>
    public static int CommandColumn { get; } = Columns.Sum(column => column.Width + 1);

    /// <summary>Name of a column.</summary>
    public static string Name(TopSort sort) => Columns.First(column => column.Sort == sort).Name;

    public static IEnumerable<TopLine> Of(TopState state, TopSurface surface)
    {
        yield return surface.Line(Title(state), TopStyle.Dim);
        yield return Head(state, surface);
        var any = false;
        foreach (var (key, gpu, process) in TopProcesses.Sorted(state))
        {
            any = true;
            yield return Row(state, surface, key, gpu, process);
        }
        if (!any)
        {
            yield return surface.Line(Nothing(state), TopStyle.Dim);
        }
    }

    private static string Title(TopState state)
    {
        var read = state.List?.Gpus.Select(gpu => gpu.DetailedAt).Max();
        var untold = state.List?.Gpus.Where(gpu => gpu.Detail is { Processes: null }).Select(gpu => gpu.Index).ToList() ?? [];
        return (read is { } at ? string.Create(CultureInfo.InvariantCulture, $"Processes, read {Math.Max(0, (state.Now - at).TotalSeconds):0} s ago") : "Processes")
            + (untold.Count > 0 ? $"; not told of GPU {string.Join(", ", untold)}" : "");
    }

    private static string Nothing(TopState state) => state.List?.Gpus.Any(gpu => gpu.Detail?.Processes is not null) == true ? "No process holds a GPU." : "Processes are not known.";

    private static TopLine Head(TopState state, TopSurface surface)
    {
        var line = surface.Line();
        foreach (var (name, width, sort) in Columns)
        {
            var mark = sort == state.Sort ? Direction(state, surface) : "";
            _ = sort is TopSort.User or null ? line.Left(name + mark, Math.Max(width, 1), TopStyle.Bold) : line.Right(name + mark, width, TopStyle.Bold);
        }
        return line.Add("COMMAND", TopStyle.Bold);
    }

    // Numbers are shown largest first unless they are turned round; names and GPUs the other way.
    private static string Direction(TopState state, TopSurface surface) =>
        (state.Sort is TopSort.Natural or TopSort.User) != state.IsReversed ? surface.Ascii ? "^" : "▲" : surface.Ascii ? "v" : "▼";

    private static TopLine Row(TopState state, TopSurface surface, TopProcessKey key, GpuStatus gpu, GpuProcess process)
    {
        var facts = TopProcesses.Facts(state, key);
        var line = new TopLine(surface.Ascii) { Process = key }
            .Right(key.Instance is { } instance ? $"{gpu.Index}:{instance}" : TopSurface.Number(gpu.Index, ""), 5)
            .Right((state.Tagged.Contains(key) ? "*" : "") + TopSurface.Number(key.Process, ""), 9)
            .Left(TopProcesses.User(state, process) ?? "N/A", 10)
            .Left(Kind(process), 1)
            .Right(TopSurface.Bytes(process.MemoryBytes), 8)
            .Right(TopSurface.Number(facts?.Cpu * 100, "", "0.0"), 6)
            .Right(TopSurface.Number(facts?.Memory * 100, "", "0.0"), 6)
            .Right(Age(facts?.Age), 9)
            .Add(Shifted(TopProcesses.Command(state, process) ?? "N/A", state.Shift));
        if (state.Tagged.Contains(key))
        {
            line.Over(TopStyle.Notice);
        }
        if (!gpu.Answers)
        {
            line.Over(TopStyle.Dim);
        }
        return key == state.Selected ? line.To(surface.Width).Over(TopStyle.Reverse) : line;
    }

    public static string Age(TimeSpan? age) => age switch
    {
        null => "N/A",
        { TotalDays: >= 1 } long0 => string.Create(CultureInfo.InvariantCulture, $"{(int)long0.TotalDays}d{long0.Hours}h"),
        { } shorter => string.Create(CultureInfo.InvariantCulture, $"{(int)shorter.TotalHours}:{shorter.Minutes:00}:{shorter.Seconds:00}"),
    };

    private static string Kind(GpuProcess process) => process.Kind switch { "compute" => "C", "graphics" => "G", "mps" => "M", _ => "?" };

    private static string Shifted(string command, int shift) => shift == 0 ? command : shift < command.Length ? command[shift..] : "";
}
