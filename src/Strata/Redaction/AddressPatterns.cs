using System.Text.RegularExpressions;

namespace Strata.Redaction;

/// <summary>Network and mail addresses and serial numbers in a line; versions, PCI addresses and times look alike and stay.</summary>
internal static partial class AddressPatterns
{
    /// <summary>Replaces addresses and serial numbers in a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="names">Placeholders.</param>
    /// <param name="mayHoldVersions">True for lists of packages, where four numbers with dots are a version.</param>
    public static string Remove(string line, Placeholders names, bool mayHoldVersions)
    {
        if (line.Contains('@', StringComparison.Ordinal))
        {
            line = Mail().Replace(line, match => IsReserved(match.Value) ? match.Value : names.For(Placeholders.Mail, match.Value));
        }
        if (line.Contains("erial", StringComparison.OrdinalIgnoreCase))
        {
            line = Serial().Replace(line, match => match.Groups["before"].Value + names.For(Placeholders.Serial, match.Groups["value"].Value));
            line = DeviceSerial().Replace(line, match => match.Groups["before"].Value + names.For(Placeholders.Serial, match.Groups["value"].Value));
        }
        if (line.Contains(':', StringComparison.Ordinal))
        {
            line = Hardware().Replace(line, match => IsKeptHardware(match.Value) ? match.Value : names.For(Placeholders.Hardware, match.Value.ToLowerInvariant()));
            line = Six().Replace(line, match => IsSix(match.Value) ? names.For(Placeholders.IPv6, match.Value.ToLowerInvariant()) : match.Value);
        }
        return mayHoldVersions || !line.Contains('.', StringComparison.Ordinal)
            ? line
            : Four().Replace(line, match => IsFour(match.Value) ? names.For(Placeholders.IPv4, match.Value) : match.Value);
    }

    /// <summary>True for an IPv4 address that names somebody.</summary>
    public static bool IsAddress(string text) => Four().Match(text) is { Success: true } match && match.Length == text.Length && IsFour(text);

    private static bool IsReserved(string mail) =>
        mail.EndsWith("@example.org", StringComparison.Ordinal) || mail.EndsWith(".service", StringComparison.Ordinal)
        || mail.EndsWith("@vger.kernel.org", StringComparison.Ordinal) || mail.StartsWith("removed-secret@", StringComparison.Ordinal) || mail.StartsWith("git@", StringComparison.Ordinal);

    private static bool IsKeptHardware(string address) =>
        address.StartsWith("00:00:5e:00:", StringComparison.Ordinal) || address.All(letter => letter is '0' or ':') || address.All(letter => letter is 'f' or 'F' or ':');

    private static bool IsFour(string address)
    {
        var parts = address.Split('.');
        var isPlain = parts.All(part => (part.Length == 1 || part[0] != '0') && int.Parse(part, System.Globalization.CultureInfo.InvariantCulture) <= 255);
        return isPlain
            && parts[0] is not ("0" or "127" or "255")
            && !address.StartsWith("192.0.2.", StringComparison.Ordinal)
            && !address.StartsWith("198.51.100.", StringComparison.Ordinal)
            && !address.StartsWith("203.0.113.", StringComparison.Ordinal);
    }

    private static bool IsSix(string text)
    {
        var groups = text.Split(':');
        var isWhole = groups.Length == 8 && groups.All(group => group.Length is > 0 and <= 4);
        var isShort = text.Contains("::", StringComparison.Ordinal) && groups.Count(group => group.Length > 0) >= 2;
        return (isWhole || isShort) && groups.Any(group => group.Length is 3 or 4) && !text.StartsWith("2001:db8:", StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex(@"(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,4}\.[A-Za-z][A-Za-z0-9-]{1,62}(?![\w-])", RegexOptions.CultureInvariant)]
    private static partial Regex Mail();

    // The serial of a USB host controller is its PCI address; "Serial: 8250/16550 driver" is none at all.
    [GeneratedRegex(@"(?i)(?<before>\bserial(?:[ _]?(?:number|no\.?|num))?\b[""']?\s*[:=]\s*[""']?)(?<value>(?=[A-Z0-9._-]*\d)(?!serial-)[A-Z0-9][A-Z0-9_-]{4,40})(?=[""']?(?:[\s,;]|$))", RegexOptions.CultureInvariant)]
    private static partial Regex Serial();

    [GeneratedRegex(@"(?<before>Device Serial Number )(?<value>[0-9a-f]{2}(?:-[0-9a-f]{2}){7})\b", RegexOptions.CultureInvariant)]
    private static partial Regex DeviceSerial();

    // Six pairs, eight for InfiniBand, twenty for its links, fourteen where a firewall prints both ends and the type.
    [GeneratedRegex(@"(?<![\w:.-])[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}(?:(?::[0-9A-Fa-f]{2}){2}|(?::[0-9A-Fa-f]{2}){8})?(?![\w:-])", RegexOptions.CultureInvariant)]
    private static partial Regex Hardware();

    [GeneratedRegex(@"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:])(?!\.\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Six();

    // A version has more parts, a letter or a revision next to it, or the word before it.
    [GeneratedRegex(@"(?i)(?<![\w.+~-])(?<!\b(?:version|ver|release|cudnn|tensorrt|firmware|fw|driver|toolkit|sdk|bios|vbios)\W{1,4})\d{1,3}(?:\.\d{1,3}){3}(?![\w+~]|\.\d|-[\w])", RegexOptions.CultureInvariant)]
    private static partial Regex Four();
}
