using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Strata.Machine;

namespace Strata.Layers.Bus;

/// <summary>
/// Reads what lspci prints with any of -n -nn -k -D -v -vv -vvv -x -xxx -xxxx; total.
/// A missing domain is zero. A device id of zero means that this listing carries no ids.
/// </summary>
public static partial class LspciParser
{
    private const int LongestLine = 2000;

    // Names that lspci prints for a class when it prints no number (source: pci.ids).
    private static readonly (string Name, int Class)[] ClassNames =
    [
        ("VGA compatible controller", 0x030000),
        ("3D controller", 0x030200),
        ("Display controller", 0x038000),
        ("PCI bridge", 0x060400),
        ("Host bridge", 0x060000),
        ("ISA bridge", 0x060100),
        ("Bridge", 0x068000),
        ("Audio device", 0x040300),
        ("USB controller", 0x0c0330),
        ("Serial bus controller", 0x0c8000),
        ("Non-Volatile memory controller", 0x010802),
    ];

    /// <summary>Reads all functions of a listing, in its order.</summary>
    public static ImmutableArray<PciFunction> Parse(TextDocument document)
    {
        var functions = ImmutableArray.CreateBuilder<PciFunction>();
        LspciBlock? block = null;
        for (var i = 0; i < document.Lines.Length; i++)
        {
            var line = document.Lines[i];
            if (line.Length > LongestLine)
            {
                continue;
            }
            if (Header(document, i) is { } function)
            {
                Add(functions, block);
                block = new LspciBlock(function);
            }
            else if (line.Length > 0 && line[0] is ' ' or '\t' or '!' or '\\' || HexRow().IsMatch(line))
            {
                block?.Take(line.Trim(), document.At(i));
            }
            else
            {
                Add(functions, block);
                block = null;
            }
        }
        Add(functions, block);
        return functions.ToImmutable();
    }

    private static void Add(ImmutableArray<PciFunction>.Builder functions, LspciBlock? block)
    {
        if (block is not null)
        {
            functions.Add(block.Finish());
        }
    }

    private static PciFunction? Header(TextDocument document, int index)
    {
        var match = HeaderForm().Match(document.Lines[index]);
        if (!match.Success || !PciAddress.TryParse(match.Groups["address"].Value, out var address))
        {
            return null;
        }
        var rest = match.Groups["rest"].Value;
        var ids = Ids().Matches(rest).LastOrDefault();
        var code = Hex(match.Groups["code"].Value) is { } number ? number << 8 : ClassOf(match.Groups["class"].Value);
        var vendor = ids is not null ? Hex(ids.Groups["vendor"].Value) ?? 0 : VendorOf(rest);
        var answers = !rest.Contains("(rev ff)", StringComparison.Ordinal);
        return new PciFunction(address, code, vendor, ids is not null ? Hex(ids.Groups["device"].Value) ?? 0 : 0)
        {
            Name = NameOf(ids is not null && ids.Index > 0 ? rest[..ids.Index] : rest),
            Source = document.At(index),
            Answers = answers ? Reading.NotLooked<bool>("configuration space") : Reading.Known(false, document.At(index)),
        };
    }

    private static string? NameOf(string rest)
    {
        var name = string.Concat(Revision().Replace(rest, "").Where(character => !char.IsControl(character))).Trim();
        foreach (var maker in (string[])["NVIDIA Corporation ", "nVidia Corporation "])
        {
            name = name.StartsWith(maker, StringComparison.Ordinal) ? name[maker.Length..] : name;
        }
        return name.Length == 0 || name.StartsWith("Device", StringComparison.Ordinal) ? null : name;
    }

    private static int ClassOf(string name)
    {
        if (Hex(name) is { } number && name.Length == 4)
        {
            return number << 8;
        }
        foreach (var (text, code) in ClassNames)
        {
            if (name.Trim().Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return code;
            }
        }
        return 0;
    }

    private static int VendorOf(string rest) => rest.StartsWith("NVIDIA ", StringComparison.OrdinalIgnoreCase) ? PciFunction.Nvidia : 0;

    private static int? Hex(string text) =>
        int.TryParse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value) ? value : null;

    [GeneratedRegex(@"^\s*(?:IOMMU [Gg]roup [0-9]{1,5}:?\s{1,4})?(?<address>(?:[0-9a-fA-F]{4,8}:)?[0-9a-fA-F]{2}:[01][0-9a-fA-F]\.[0-7]) (?<class>[^:\[\]""]{3,60}?)(?: \[(?<code>[0-9a-f]{4})\])?: (?<rest>\S.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex HeaderForm();

    [GeneratedRegex(@"(?:^|\[)(?<vendor>[0-9a-f]{4}):(?<device>[0-9a-f]{4})(?:\]|(?= )|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Ids();

    [GeneratedRegex(@" ?\((?:rev [0-9a-f]{2}|prog-if [^)]{0,80})\)", RegexOptions.CultureInvariant)]
    private static partial Regex Revision();

    [GeneratedRegex(@"^\s*[0-9a-f]{2,3}: (?:[0-9a-f]{2}(?: |$)){8,16}", RegexOptions.CultureInvariant)]
    internal static partial Regex HexRow();
}
