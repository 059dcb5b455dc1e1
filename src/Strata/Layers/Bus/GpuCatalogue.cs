using System.Collections.Frozen;
using System.Globalization;

namespace Strata.Layers.Bus;

/// <summary>Which kernel modules can drive a GPU.</summary>
public enum GpuSupport
{
    /// <summary>Not in the tables.</summary>
    Unknown,

    /// <summary>Only the last release of an old branch; see <see cref="GpuModel.LastBranch"/>. The proprietary flavour.</summary>
    LegacyBranch,

    /// <summary>Open and proprietary modules of current branches.</summary>
    Either,

    /// <summary>Only the open modules.</summary>
    OpenRequired,
}

/// <summary>What is known of a GPU by its PCI ids.</summary>
/// <param name="Device">Device id.</param>
/// <param name="Name">Name as nvidia-smi prints it, or null.</param>
/// <param name="Architecture">Family, such as <c>Ampere</c>, or null.</param>
/// <param name="ComputeCapability">Such as <c>8.6</c>, or null.</param>
/// <param name="Support">Which modules drive it.</param>
/// <param name="LastBranch">Last branch that drives it; null for a GPU of current branches.</param>
public sealed record GpuModel(int Device, string? Name, string? Architecture, string? ComputeCapability, GpuSupport Support, int? LastBranch)
{
    /// <summary>First branch that drives it; null for older GPUs and unknown ids.</summary>
    public int? FirstBranch { get; init; }

    /// <summary>True when only the open modules drive it.</summary>
    public bool NeedsOpen => Support == GpuSupport.OpenRequired;

    /// <summary>True when the GPU has the system processor that the open modules need.</summary>
    public bool HasGsp => Support is GpuSupport.Either or GpuSupport.OpenRequired;
}

/// <summary>Knows GPUs by their PCI ids, from the embedded tables; read on first use.</summary>
public static class GpuCatalogue
{
    // First device id of Turing; everything from here on has a GSP (source: legacy_ids.tsv).
    private const int FirstTuring = 0x1e00;

    // Families of current branches by device id (source: product tables of the open driver's README; pci.ids). The first branch
    // of Blackwell is in NVIDIA's table of kernel modules; the older ones are the drivers that the boards came out with.
    private static readonly (int From, int To, string Architecture, string? Capability, int FirstBranch)[] Families =
    [
        (0x1e00, 0x1fff, "Turing", "7.5", 410),
        (0x2080, 0x20ff, "Ampere", "8.0", 450),
        (0x2180, 0x21ff, "Turing", "7.5", 418),
        (0x2200, 0x22ff, "Ampere", "8.6", 455),
        (0x2300, 0x237f, "Hopper", "9.0", 525),
        (0x2380, 0x23ff, "Ampere", null, 455),
        (0x2400, 0x25ff, "Ampere", "8.6", 455),
        (0x2600, 0x28ff, "Ada", "8.9", 525),
        (0x2900, 0x29ff, "Blackwell", "10.0", 570),
        (0x2a00, 0x2b7f, "Blackwell", null, 570),
        (0x2b80, 0x2fff, "Blackwell", "12.0", 570),
        (0x3100, 0x31ff, "Blackwell", "10.3", 580),
    ];

    private static readonly Lazy<FrozenDictionary<int, GpuModel>> Exact = new(ReadModels);
    private static readonly Lazy<FrozenDictionary<(int Device, string Subsystem), string>> Boards = new(ReadBoards);
    private static readonly Lazy<(int From, int To, int Branch, string Architecture)[]> Legacy = new(ReadLegacy);

    /// <summary>The model of a function, by its subsystem where that tells products apart; null for anything but an NVIDIA GPU.</summary>
    public static GpuModel? Find(PciFunction function)
    {
        if (function.Vendor != PciFunction.Nvidia || function.Device == 0)
        {
            return null;
        }
        var model = Find(function.Device);
        return function.Subsystem is { } subsystem && Boards.Value.TryGetValue((function.Device, subsystem), out var name) ? model with { Name = name } : model;
    }

    /// <summary>The model of a device id; never null, but everything in it may be unknown.</summary>
    public static GpuModel Find(int device)
    {
        if (Exact.Value.TryGetValue(device, out var model))
        {
            return model;
        }
        foreach (var (from, to, branch, architecture) in Legacy.Value)
        {
            if (from <= device && device <= to)
            {
                return new GpuModel(device, null, architecture.Length > 0 ? architecture : null, CapabilityOf(architecture), GpuSupport.LegacyBranch, branch);
            }
        }
        return FromFamily(device, null);
    }

    private static GpuModel FromFamily(int device, string? name)
    {
        foreach (var (from, to, architecture, capability, first) in Families)
        {
            if (from <= device && device <= to)
            {
                return new GpuModel(device, name, architecture, capability, architecture == "Blackwell" ? GpuSupport.OpenRequired : GpuSupport.Either, null) { FirstBranch = first };
            }
        }
        return new GpuModel(device, name, null, null, device >= FirstTuring ? GpuSupport.Either : GpuSupport.Unknown, null);
    }

    private static string? CapabilityOf(string architecture) => architecture switch { "Volta" => "7.0", _ => null };

    private static FrozenDictionary<int, GpuModel> ReadModels()
    {
        var models = new Dictionary<int, GpuModel>();
        foreach (var line in Table("open_gpus.tsv"))
        {
            var parts = line.Split('\t');
            var ids = parts[0].Split(' ');
            if (parts.Length >= 2 && Hex(ids[0]) is { } device)
            {
                models.TryAdd(device, FromFamily(device, parts[1]));
            }
        }
        foreach (var line in Table("gpus.csv"))
        {
            var parts = line.Split(',');
            if (parts.Length > 17 && Hex(parts[0]) is { } device)
            {
                var support = parts[17] switch
                {
                    "required" => GpuSupport.OpenRequired,
                    "supported" => GpuSupport.Either,
                    _ => GpuSupport.LegacyBranch,
                };
                models[device] = new GpuModel(device, parts[1], parts[2], parts[4], support, support == GpuSupport.LegacyBranch ? parts[2] == "Kepler" ? 470 : 580 : null)
                {
                    FirstBranch = FromFamily(device, null).FirstBranch,
                };
            }
        }
        return models.ToFrozenDictionary();
    }

    private static FrozenDictionary<(int, string), string> ReadBoards()
    {
        var boards = new Dictionary<(int, string), string>();
        foreach (var line in Table("nvidia_devids.csv"))
        {
            var parts = line.Split(',', 4);
            if (parts.Length == 4 && Hex(parts[0]) is { } device && parts[1].Length == 4)
            {
                boards[(device, $"{parts[1]}:{parts[2]}".ToLowerInvariant())] = parts[3].Trim('"');
            }
        }
        return boards.ToFrozenDictionary();
    }

    // "470(Kepler) 0FC0-103C 1180-11FC ...": the ranges merge gaps, so the exact tables are asked first.
    private static (int, int, int, string)[] ReadLegacy()
    {
        var ranges = new List<(int, int, int, string)>();
        foreach (var line in Table("legacy_ids.tsv"))
        {
            var words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2 || !int.TryParse(new string([.. words[0].TakeWhile(char.IsAsciiDigit)]), CultureInfo.InvariantCulture, out var branch))
            {
                continue;
            }
            foreach (var range in words.Skip(1).Select(word => word.Split('-')))
            {
                if (Hex(range[0]) is { } from && Hex(range[^1]) is { } to)
                {
                    ranges.Add((from, to, branch, ArchitectureOf(branch, from)));
                }
            }
        }
        return [.. ranges];
    }

    private static string ArchitectureOf(int branch, int device) => branch switch
    {
        340 => "Tesla",
        390 => "Fermi",
        470 => "Kepler",
        _ => device switch
        {
            >= 0x1d81 and <= 0x1dff => "Volta",
            >= 0x15f0 and <= 0x15ff or >= 0x1b00 and <= 0x1d80 => "Pascal",
            _ => "Maxwell",
        },
    };

    private static int? Hex(string text) => int.TryParse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static IEnumerable<string> Table(string name)
    {
        using var stream = typeof(GpuCatalogue).Assembly.GetManifestResourceStream(name);
        if (stream is null)
        {
            yield break;
        }
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line;
            }
        }
    }
}
