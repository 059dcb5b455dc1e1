using System.Globalization;
using System.Text.RegularExpressions;

namespace Strata.Layers.Bus;

/// <summary>Reads link speeds and widths in the forms of sysfs, lspci and the kernel log; total.</summary>
public static partial class PcieLinkParser
{
    /// <summary>Generation for a speed text such as <c>8.0 GT/s PCIe</c>, <c>16GT/s</c> or <c>2.5 GT/s</c>; null when unknown.</summary>
    public static int? Generation(string text)
    {
        var match = Speed().Match(text);
        return !match.Success || !double.TryParse(match.Groups[1].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var speed)
            ? null
            : speed switch
            {
                2.5 => 1,
                5 => 2,
                8 => 3,
                16 => 4,
                32 => 5,
                64 => 6,
                _ => null,
            };
    }

    /// <summary>Reads <c>Speed 8GT/s (downgraded), Width x16 (ok)</c> and <c>8.0 GT/s PCIe x4</c>; null when either part is missing or the link is down.</summary>
    public static PcieLink? Parse(string text) =>
        Generation(text) is { } generation && Width().Match(text) is { Success: true } match
        && int.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var width) && width > 0
            ? new PcieLink(generation, width)
            : null;

    /// <summary>A link register's low word: speed in bits 0 to 3, width in bits 4 to 9.</summary>
    public static PcieLink? FromRegister(int register)
    {
        var generation = register & 0xf;
        var width = register >> 4 & 0x3f;
        return generation is >= 1 and <= 6 && width > 0 ? new PcieLink(generation, width) : null;
    }

    [GeneratedRegex(@"(?<![0-9.])([0-9]{1,3}(?:\.[0-9]{1,2})?) ?GT/s", RegexOptions.CultureInvariant)]
    private static partial Regex Speed();

    [GeneratedRegex(@"\bx([0-9]{1,2})\b", RegexOptions.CultureInvariant)]
    private static partial Regex Width();
}
