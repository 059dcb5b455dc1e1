using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Machine;

namespace Strata.Layers.Bus;

/// <summary>Finds in /proc/iomem what sits inside the memory of PCI functions; total.</summary>
public static partial class IomemParser
{
    /// <summary>Reads the claims. A claim is indented deeper than the function it sits in.</summary>
    public static ImmutableArray<MemoryClaim> Parse(TextDocument document)
    {
        var claims = ImmutableArray.CreateBuilder<MemoryClaim>();
        PciAddress? owner = null;
        var depth = 0;
        for (var i = 0; i < document.Lines.Length; i++)
        {
            var match = Form().Match(document.Lines[i].Length <= 400 ? document.Lines[i] : "");
            if (!match.Success)
            {
                owner = null;
                continue;
            }
            var indent = match.Groups["indent"].Length;
            var name = match.Groups["name"].Value.Trim();
            if (owner is not null && indent <= depth)
            {
                owner = null;
            }
            if (Address().IsMatch(name) && PciAddress.TryParse(name, out var address))
            {
                owner = address;
                depth = indent;
            }
            else if (owner is { } inside)
            {
                claims.Add(new MemoryClaim(inside, name, document.At(i)));
            }
        }
        return claims.ToImmutable();
    }

    /// <summary>True when a holder's name is that of a boot framebuffer.</summary>
    public static bool IsBootFramebuffer(string holder) =>
        holder is "BOOTFB" or "efifb" or "simpledrm" or "simplefb" or "vesafb" or "simple-framebuffer" or "efidrm" or "vesadrm" || holder.StartsWith("efi-framebuffer", StringComparison.Ordinal)
        || holder.StartsWith("simple-framebuffer", StringComparison.Ordinal);

    [GeneratedRegex(@"^(?<indent>\s*)[0-9a-f]{4,16}-[0-9a-f]{4,16} : (?<name>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    [GeneratedRegex(@"^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$", RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
