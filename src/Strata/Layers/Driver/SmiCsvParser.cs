using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Strata.Layers.Bus;
using Strata.Machine;
using ClockReasons = Strata.Sampling.ClockReasons;

namespace Strata.Layers.Driver;

/// <summary>
/// Reads what `nvidia-smi --query-gpu` and its kin print as CSV. The first row names the fields; where it was left out
/// (noheader), the command line that stands before the rows does.
/// </summary>
public static partial class SmiCsvParser
{
    private const string DriverVersion = "driver_version";
    private const int MostRows = 10_000;

    private static readonly ImmutableArray<(ClockReasons Reason, string Path)> Reasons =
    [
        (ClockReasons.GpuIdle, "Clocks Event Reasons/Idle"),
        (ClockReasons.SoftwarePowerCap, "Clocks Event Reasons/SW Power Cap"),
        (ClockReasons.HardwareSlowdown, "Clocks Event Reasons/HW Slowdown"),
        (ClockReasons.SoftwareThermalSlowdown, "Clocks Event Reasons/SW Thermal Slowdown"),
        (ClockReasons.HardwareThermalSlowdown, "Clocks Event Reasons/HW Thermal Slowdown"),
        (ClockReasons.HardwarePowerBrakeSlowdown, "Clocks Event Reasons/HW Power Brake Slowdown"),
    ];

    // Names that tables of anybody have; a header of these alone is not nvidia-smi's.
    private static readonly ImmutableArray<string> OfAnybody = ["index", "name", "count", "timestamp", "serial", "uuid"];

    /// <summary>True for a row of field names, with or without units, of which one is nvidia-smi's own.</summary>
    public static bool IsHeader(string line) => Header().IsMatch(line) && Names(line).Any(name => name == DriverVersion || (SmiField.OfQuery(name) is not null && !OfAnybody.Contains(name)));

    /// <summary>The GPUs of the transcript; those without an address are told by their index or UUID.</summary>
    public static ImmutableArray<GpuState> Parse(TextDocument text)
    {
        var gpus = new List<GpuState>();
        foreach (var (names, cells, place) in Rows(text))
        {
            if (IsOfProcess(names))
            {
                AddProcess(gpus, names, cells, place);
            }
            else
            {
                Add(gpus, Make(names, cells, place));
            }
        }
        return [.. gpus];
    }

    /// <summary>True when there is a row of values.</summary>
    public static bool HasRows(TextDocument text) => Rows(text).Any();

    /// <summary>The driver version that the rows tell; null when none does.</summary>
    public static (string Version, Source Source)? Driver(TextDocument text)
    {
        foreach (var (names, cells, place) in Rows(text))
        {
            if (names.IndexOf(DriverVersion) is >= 0 and var at && Version().IsMatch(cells[at]))
            {
                return (cells[at], place);
            }
        }
        return null;
    }

    private static IEnumerable<(ImmutableArray<string> Names, ImmutableArray<string> Cells, Source Place)> Rows(TextDocument text)
    {
        ImmutableArray<string> names = [];
        for (var i = 0; i < text.Lines.Length && i < MostRows; i++)
        {
            var line = text.Lines[i];
            if (Query().Match(line) is { Success: true } query)
            {
                names = [.. query.Groups["fields"].Value.Split(',', StringSplitOptions.TrimEntries)];
            }
            else if (IsHeader(line) || Names(line).SequenceEqual(names))
            {
                names = Names(line);
            }
            else if (!names.IsEmpty && line.Length > 0)
            {
                var cells = line.Split(',', names.Length, StringSplitOptions.TrimEntries);
                if (cells.Length == names.Length && cells[^1].Length > 0)
                {
                    yield return (names, [.. cells.Select(Plain)], text.At(i));
                }
            }
        }
    }

    private static ImmutableArray<string> Names(string line) => [.. line.Split(',', StringSplitOptions.TrimEntries).Select(cell => cell.Split(' ')[0])];

    // "[N/A]" and "[Not Supported]" are the value N/A; "[GPU requires reset]" is what the driver answered.
    private static string Plain(string cell) => cell is "[N/A]" or "[Not Supported]" or "[Unknown Error]" ? "N/A" : cell.Trim('[', ']');

    // These two are flags that are printed as numbers.
    private static string YesOrNo(string name, string cell) => name is "remapped_rows.pending" or "remapped_rows.failure"
        ? cell switch { "0" => "No", "1" => "Yes", _ => cell }
        : cell;

    private static bool IsOfProcess(ImmutableArray<string> names) => names.Contains("pid") || names.Contains("process_name");

    private static GpuState Make(ImmutableArray<string> names, ImmutableArray<string> cells, Source place)
    {
        var fields = ImmutableDictionary.CreateBuilder<string, Reading<string>>(StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
        {
            if (SmiField.OfQuery(names[i]) is { } path)
            {
                fields.TryAdd(path, Reading.Known(YesOrNo(names[i], cells[i]), place));
            }
        }
        AddReasons(fields, place);
        var gpu = SmiQueryParser.Make(PciAddress.Parse(fields.GetValueOrDefault("PCI/Bus Id")?.Or(null)), place, fields.ToImmutable(), []);
        return names.IndexOf("index") is >= 0 and var at && int.TryParse(cells[at], NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? gpu with { Index = index } : gpu;
    }

    private static void AddReasons(ImmutableDictionary<string, Reading<string>>.Builder fields, Source place)
    {
        if (fields.GetValueOrDefault("Clocks Event Reasons/Active")?.Or(null) is not { } mask || !mask.StartsWith("0x", StringComparison.Ordinal)
            || !ulong.TryParse(mask.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var active))
        {
            return;
        }
        foreach (var (reason, path) in Reasons)
        {
            fields.TryAdd(path, Reading.Known(((ClockReasons)active).HasFlag(reason) ? "Active" : "Not Active", place));
        }
    }

    // The same query printed every second: the last row of a GPU counts.
    private static void Add(List<GpuState> gpus, GpuState gpu)
    {
        var before = gpus.FindIndex(gpu.IsSame);
        if (before < 0)
        {
            gpus.Add(gpu);
        }
        else
        {
            gpus[before] = GpuMerger.Join(gpu, gpus[before]);
        }
    }

    private static void AddProcess(List<GpuState> gpus, ImmutableArray<string> names, ImmutableArray<string> cells, Source place)
    {
        string? Cell(string name) => names.IndexOf(name) is >= 0 and var at ? cells[at] : null;
        var memory = (Cell("used_gpu_memory") ?? Cell("used_memory") ?? "").Split(' ')[0];
        var process = new GpuProcess(
            int.TryParse(Cell("pid"), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null, "C", Cell("process_name") ?? Cell("name") ?? "",
            long.TryParse(memory, NumberStyles.None, CultureInfo.InvariantCulture, out var mib) ? mib : null);
        var owner = new GpuState(PciAddress.Parse(Cell("gpu_bus_id")), place) { Uuid = Cell("gpu_uuid") };
        var at = gpus.FindIndex(owner.IsSame);
        if (at >= 0)
        {
            gpus[at] = gpus[at] with { Processes = gpus[at].Processes.Add(process) };
        }
        else if (owner.Address is not null || owner.Uuid is not null)
        {
            gpus.Add(owner with { Processes = [process] });
        }
    }

    // nvidia-smi --query-gpu=index,name --format=csv,noheader
    [GeneratedRegex(@"nvidia-smi\b.*--query-(?:gpu|compute-apps|remapped-rows)[= ][""']?(?<fields>[a-z][a-z0-9_.]*(?:,\s?[a-z][a-z0-9_.]*)*)", RegexOptions.CultureInvariant)]
    private static partial Regex Query();

    // index, name, memory.total [MiB]
    [GeneratedRegex(@"^[a-z][a-z0-9_.]*(?: \[[\w%/]+\])?(?:, [a-z][a-z0-9_.]*(?: \[[\w%/]+\])?)*\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Header();

    [GeneratedRegex(@"^[0-9]+\.[0-9.]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Version();
}
