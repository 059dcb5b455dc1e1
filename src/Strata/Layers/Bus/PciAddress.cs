using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Strata.Layers.Bus;

/// <summary>Address of a PCI function. Domains above ffff exist (VMD, Hyper-V).</summary>
/// <param name="Domain">Domain.</param>
/// <param name="Bus">Bus.</param>
/// <param name="Device">Device, 0 to 31.</param>
/// <param name="Function">Function, 0 to 7.</param>
public readonly record struct PciAddress(uint Domain, byte Bus, byte Device, byte Function) : IComparable<PciAddress>
{
    /// <summary>
    /// Reads <c>1a:00.0</c>, <c>0000:1a:00.0</c>, <c>00000000:1A:00.0</c>, <c>PCI:0000:1a:00</c> and <c>0000:1a:00</c>.
    /// A missing domain or function is zero.
    /// </summary>
    public static bool TryParse(string? text, out PciAddress address)
    {
        address = default;
        var rest = (text ?? "").AsSpan().Trim();
        if (rest.StartsWith("PCI:", StringComparison.OrdinalIgnoreCase))
        {
            rest = rest[4..];
        }
        byte function = 0;
        var dot = rest.LastIndexOf('.');
        if (dot >= 0)
        {
            if (!byte.TryParse(rest[(dot + 1)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out function) || function > 7)
            {
                return false;
            }
            rest = rest[..dot];
        }
        Span<Range> parts = stackalloc Range[4];
        var count = rest.Split(parts, ':');
        if (count is not (2 or 3)
            || !byte.TryParse(rest[parts[count - 1]], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var device) || device > 31
            || !byte.TryParse(rest[parts[count - 2]], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var bus))
        {
            return false;
        }
        uint domain = 0;
        if (count == 3 && !uint.TryParse(rest[parts[0]], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out domain))
        {
            return false;
        }
        address = new PciAddress(domain, bus, device, function);
        return true;
    }

    /// <summary>Reads an address, or null.</summary>
    public static PciAddress? Parse(string? text) => TryParse(text, out var address) ? address : null;

    /// <summary>The same slot, function 0.</summary>
    public PciAddress Slot => this with { Function = 0 };

    /// <inheritdoc/>
    public int CompareTo(PciAddress other) =>
        (Domain, Bus, Device, Function).CompareTo((other.Domain, other.Bus, other.Device, other.Function));

    /// <summary>The canonical form, <c>0000:1a:00.0</c>.</summary>
    public override string ToString() => $"{Domain:x4}:{Bus:x2}:{Device:x2}.{Function:x}";
}
