using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;

namespace Strata.Layers.Kernel;

/// <summary>
/// Which driver branches and which flavour of the modules drive a GPU, by PCI device id. Sources: the id lists of Debian's
/// nvidia-detect 550.163 for what was dropped, the product table of the open modules 595.45.04 for what they drive.
/// </summary>
public static class BranchSupport
{
    private static readonly Lazy<ImmutableArray<(int Branch, int From, int To)>> Legacy = new(ReadLegacy);
    private static readonly Lazy<FrozenDictionary<int, string>> Open = new(ReadOpen);

    // First branch with the generation; device ids are dealt out by generation (pci.ids). The Blackwell rows are NVIDIA's
    // table of kernel modules; the older ones are the drivers the boards came out with and were not checked against a list.
    private static readonly ImmutableArray<(int From, int To, string Name, int Branch)> Generations =
    [
        (0x1E02, 0x1FFF, "Turing", 410),
        (0x2080, 0x20FF, "Ampere", 450),
        (0x2180, 0x21FF, "Turing", 418),
        (0x2200, 0x22FF, "Ampere", 455),
        (0x2300, 0x237F, "Hopper", 525),
        (0x2380, 0x25FF, "Ampere", 455),
        (0x2600, 0x28FF, "Ada", 525),
        (0x2900, 0x2FFF, "Blackwell", 570),
        (0x3100, 0x31FF, "Blackwell Ultra", 580),
    ];

    /// <summary>The last branch that drives this GPU; null when current branches do or when the id is not known.</summary>
    public static int? LastBranch(int device) =>
        Legacy.Value.Where(range => device >= range.From && device <= range.To).Select(range => (int?)range.Branch).FirstOrDefault();

    /// <summary>The first branch that drives this GPU; null for older GPUs and unknown ids.</summary>
    public static int? FirstBranch(int device) =>
        Generations.Where(range => device >= range.From && device <= range.To).Select(range => (int?)range.Branch).FirstOrDefault();

    /// <summary>The generation, or null for older GPUs and unknown ids.</summary>
    public static string? Generation(int device) =>
        Generations.Where(range => device >= range.From && device <= range.To).Select(range => range.Name).FirstOrDefault();

    /// <summary>True when the open modules cannot drive this GPU: it has no GPU System Processor.</summary>
    public static bool NeedsProprietary(int device) => LastBranch(device) is not null;

    /// <summary>True when only the open modules drive this GPU: Grace Hopper, Blackwell and newer.</summary>
    public static bool NeedsOpen(int device) => device is 0x2342 or 0x2348 || device >= 0x2900 && (Open.Value.ContainsKey(device) || FirstBranch(device) is not null);

    /// <summary>Name of the product as NVIDIA's table has it, or null.</summary>
    public static string? Name(int device) => Open.Value.GetValueOrDefault(device);

    private static ImmutableArray<(int Branch, int From, int To)> ReadLegacy()
    {
        var ranges = ImmutableArray.CreateBuilder<(int, int, int)>();
        foreach (var line in Lines("legacy_ids.tsv"))
        {
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            var digits = new string([.. words[0].TakeWhile(char.IsAsciiDigit)]);
            if (!int.TryParse(digits, CultureInfo.InvariantCulture, out var branch))
            {
                continue;
            }
            foreach (var word in words.Skip(1))
            {
                var ends = word.Split('-');
                if (Hex(ends[0]) is { } from && Hex(ends[^1]) is { } to)
                {
                    ranges.Add((branch, from, to));
                }
            }
        }
        return ranges.ToImmutable();
    }

    private static FrozenDictionary<int, string> ReadOpen() => Lines("open_gpus.tsv")
        .Select(line => line.Split('\t', 2))
        .Where(cells => cells.Length == 2 && Hex(cells[0]) is not null)
        .GroupBy(cells => Hex(cells[0])!.Value)
        .ToFrozenDictionary(group => group.Key, group => group.First()[1].Trim());

    private static int? Hex(string text) =>
        int.TryParse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static IEnumerable<string> Lines(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
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
