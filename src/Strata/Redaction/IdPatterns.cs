using System.Text.RegularExpressions;

namespace Strata.Redaction;

/// <summary>Identities of the installation: machine ids in names of boot entries and journals, ids of disks besides the root, names of wireless networks.</summary>
internal static partial class IdPatterns
{
    /// <summary>Replaces the identities in a line or a path.</summary>
    public static string Remove(string line, Placeholders names)
    {
        line = Machine().Replace(line, match => names.For(Placeholders.Machine, match.Value));
        if (line.Contains("uuid", StringComparison.OrdinalIgnoreCase) || line.Contains("luks", StringComparison.Ordinal))
        {
            line = Disk().Replace(line, match => match.Groups["before"].Value + names.For(Placeholders.Disk, match.Groups["value"].Value.ToLowerInvariant()));
        }
        return line.Contains("ssid", StringComparison.OrdinalIgnoreCase) || line.Contains("onnection", StringComparison.Ordinal)
            ? Radio().Replace(line, match => Placeholders.IsOne(match.Groups["value"].Value) ? match.Value : match.Groups["before"].Value + names.For(Placeholders.Radio, match.Groups["value"].Value))
            : line;
    }

    // "4f...c2-6.8.0-45.conf" among boot entries, "/var/log/journal/4f...c2/system.journal"; placeholders start with zeros.
    [GeneratedRegex(@"(?<![0-9A-Za-z])(?!0{24})[0-9a-f]{32}(?:(?<=/(?:journal|boot|efi)/[0-9a-f]{32})(?![0-9A-Za-z])|(?<=^[0-9a-f]{32})$|(?<=\bmachine[-_]id[^0-9A-Za-z]{1,4}[0-9a-f]{32})(?![0-9A-Za-z])|(?=[-/][0-9]{1,3}\.[0-9]|-0-rescue))", RegexOptions.CultureInvariant)]
    private static partial Regex Machine();

    [GeneratedRegex(@"(?<before>\b(?<!\broot=)(?:(?:PART)?UUID=|luks\.uuid=(?:luks-)?|luks-))(?!00000000-0000-)(?<value>[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})", RegexOptions.CultureInvariant)]
    private static partial Regex Disk();

    [GeneratedRegex("""(?<before>\b(?i:e?ssid)\s{0,4}[=:]?\s{0,4}["'])(?<value>[^"']{1,64})|(?<before>\b(?i:e?ssid)=)(?<value>[^\s"',]{1,64})|(?<before>\b(?:starting|\(wifi\)|Wi-Fi)\sconnection\s["'])(?<value>[^"']{1,64})""", RegexOptions.CultureInvariant)]
    private static partial Regex Radio();
}
