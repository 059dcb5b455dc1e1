using System.Text.RegularExpressions;
using Strata.Machine;

namespace Strata.Layers.Platform;

/// <summary>Reads the distribution from the files and the kernel names that distributions write; total.</summary>
public static partial class DistributionParser
{
    /// <summary>Reads /etc/os-release.</summary>
    public static Distribution? ParseOsRelease(TextDocument document)
    {
        var fields = Fields(document);
        var id = fields.GetValueOrDefault("ID", "").ToLowerInvariant();
        var name = fields.GetValueOrDefault("PRETTY_NAME") ?? fields.GetValueOrDefault("NAME") ?? "";
        if (id.Length == 0 && name.Length == 0)
        {
            return null;
        }
        var family = FamilyOf(id);
        foreach (var parent in fields.GetValueOrDefault("ID_LIKE", "").ToLowerInvariant().Split(' '))
        {
            family = family == DistributionFamily.Unknown ? FamilyOf(parent) : family;
        }
        family = family == DistributionFamily.Unknown ? FamilyInText(name) : family;
        return new Distribution(family, Printable(name.Length > 0 ? name : id), Printable(fields.GetValueOrDefault("VERSION_ID", "")));
    }

    /// <summary>Reads /etc/lsb-release and the output of lsb_release.</summary>
    public static Distribution? ParseLsbRelease(TextDocument document)
    {
        var fields = Fields(document);
        return FromText(fields.GetValueOrDefault("DISTRIB_DESCRIPTION") ?? fields.GetValueOrDefault("Description") ?? "");
    }

    /// <summary>Reads /etc/issue, whose escapes such as <c>\n \l</c> are dropped; a banner without a known name gives null.</summary>
    public static Distribution? ParseIssue(TextDocument document)
    {
        foreach (var line in document.Lines)
        {
            if (FromText(IssueEscape().Replace(line, "")) is { } found)
            {
                return found;
            }
        }
        return null;
    }

    /// <summary>Reads /etc/debian_version, such as <c>12.11</c> or <c>bookworm/sid</c>.</summary>
    public static Distribution? ParseDebianVersion(TextDocument document)
    {
        var version = Printable(document.FirstTrimmed);
        return version.Length is 0 or > 40 ? null : new Distribution(DistributionFamily.Debian, "Debian " + version, version.Contains('/', StringComparison.Ordinal) ? "" : version);
    }

    /// <summary>Reads a name such as <c>Ubuntu 22.04.5 LTS</c>; null when no distribution is named.</summary>
    public static Distribution? FromText(string text)
    {
        var name = Printable(text).Trim().Trim('"');
        var family = FamilyInText(name);
        return family == DistributionFamily.Unknown ? null : new Distribution(family, name, Version().Match(name).Value);
    }

    /// <summary>Guesses from a kernel release or a kernel banner, in which distributions leave their marks.</summary>
    public static Distribution? FromKernel(string banner)
    {
        foreach (var (mark, family, name) in KernelMarks)
        {
            if (banner.Contains(mark, StringComparison.Ordinal))
            {
                return new Distribution(family, name, "");
            }
        }
        if (FedoraRelease().Match(banner) is { Success: true } fedora)
        {
            return new Distribution(DistributionFamily.Fedora, "Fedora " + fedora.Groups[1].Value, fedora.Groups[1].Value);
        }
        if (RhelRelease().Match(banner) is { Success: true } rhel)
        {
            return new Distribution(DistributionFamily.Rhel, "RHEL or a rebuild, " + rhel.Groups[1].Value, rhel.Groups[1].Value);
        }
        return UbuntuRelease().IsMatch(banner) ? new Distribution(DistributionFamily.Ubuntu, "Ubuntu", "") : null;
    }

    // Marks in `uname -r`, in the builder and in the compiler of /proc/version.
    private static readonly (string Mark, DistributionFamily Family, string Name)[] KernelMarks =
    [
        ("-pve", DistributionFamily.Proxmox, "Proxmox VE"),
        ("-Ubuntu", DistributionFamily.Ubuntu, "Ubuntu"),
        ("(Ubuntu ", DistributionFamily.Ubuntu, "Ubuntu"),
        ("+deb1", DistributionFamily.Debian, "Debian"),
        ("(Debian ", DistributionFamily.Debian, "Debian"),
        ("debian-kernel@", DistributionFamily.Debian, "Debian"),
        ("-arch", DistributionFamily.Arch, "Arch Linux"),
        ("-zen", DistributionFamily.Arch, "Arch Linux"),
        ("-MANJARO", DistributionFamily.Arch, "Manjaro Linux"),
        ("-cachyos", DistributionFamily.Arch, "CachyOS"),
        ("NixOS", DistributionFamily.NixOs, "NixOS"),
        ("/nix/store", DistributionFamily.NixOs, "NixOS"),
        (".amzn", DistributionFamily.Rhel, "Amazon Linux"),
        (".azl", DistributionFamily.Rhel, "Azure Linux"),
        ("(SUSE Linux)", DistributionFamily.Suse, "SUSE Linux"),
        ("(Red Hat ", DistributionFamily.Rhel, "RHEL or a rebuild"),
    ];

    private static DistributionFamily FamilyOf(string id) => id switch
    {
        "ubuntu" or "pop" or "linuxmint" or "zorin" or "elementary" or "neon" or "tuxedo" => DistributionFamily.Ubuntu,
        "debian" or "raspbian" or "kali" or "devuan" or "lmde" => DistributionFamily.Debian,
        "pve" or "proxmox" => DistributionFamily.Proxmox,
        "rhel" or "centos" or "rocky" or "almalinux" or "ol" or "amzn" or "azurelinux" or "mariner" or "scientific" or "rhcos" => DistributionFamily.Rhel,
        "fedora" or "nobara" or "bazzite" => DistributionFamily.Fedora,
        "suse" or "sles" or "opensuse" or "opensuse-leap" or "opensuse-tumbleweed" or "sled" or "sle_hpc" => DistributionFamily.Suse,
        "arch" or "manjaro" or "endeavouros" or "cachyos" or "garuda" => DistributionFamily.Arch,
        "nixos" => DistributionFamily.NixOs,
        _ => DistributionFamily.Unknown,
    };

    private static DistributionFamily FamilyInText(string text)
    {
        foreach (var (word, family) in Words)
        {
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return family;
            }
        }
        return DistributionFamily.Unknown;
    }

    private static readonly (string Word, DistributionFamily Family)[] Words =
    [
        ("Proxmox", DistributionFamily.Proxmox),
        ("Ubuntu", DistributionFamily.Ubuntu),
        ("Pop!_OS", DistributionFamily.Ubuntu),
        ("Linux Mint", DistributionFamily.Ubuntu),
        ("Debian", DistributionFamily.Debian),
        ("Fedora", DistributionFamily.Fedora),
        ("Red Hat", DistributionFamily.Rhel),
        ("CentOS", DistributionFamily.Rhel),
        ("Rocky Linux", DistributionFamily.Rhel),
        ("AlmaLinux", DistributionFamily.Rhel),
        ("Oracle Linux", DistributionFamily.Rhel),
        ("Amazon Linux", DistributionFamily.Rhel),
        ("SUSE", DistributionFamily.Suse),
        ("Arch Linux", DistributionFamily.Arch),
        ("Manjaro", DistributionFamily.Arch),
        ("EndeavourOS", DistributionFamily.Arch),
        ("NixOS", DistributionFamily.NixOs),
    ];

    // Names go into reports; a file of a machine may hold anything.
    private static string Printable(string text) =>
        string.Concat(text.Take(100).Select(character => char.IsControl(character) || char.IsSurrogate(character) || character is >= '\u200b' and <= '\u206f' ? ' ' : character));

    private static Dictionary<string, string> Fields(TextDocument document)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in document.Lines)
        {
            var at = line.AsSpan().IndexOfAny('=', ':');
            if (at > 0)
            {
                fields.TryAdd(line[..at].Trim(), line[(at + 1)..].Trim().Trim('"', '\''));
            }
        }
        return fields;
    }

    [GeneratedRegex(@"\\.(?:\{[^}]{0,40}\})?", RegexOptions.CultureInvariant)]
    private static partial Regex IssueEscape();

    [GeneratedRegex(@"[0-9]{1,9}(?:\.[0-9]{1,9}){0,4}", RegexOptions.CultureInvariant)]
    private static partial Regex Version();

    [GeneratedRegex(@"\.fc([0-9]{1,3})\b", RegexOptions.CultureInvariant)]
    private static partial Regex FedoraRelease();

    [GeneratedRegex(@"\.el([0-9]{1,3})(?:_[0-9]{1,3}|uek)?\b", RegexOptions.CultureInvariant)]
    private static partial Regex RhelRelease();

    [GeneratedRegex(@"^[0-9]+\.[0-9]+\.[0-9]+-[0-9]+-(?:generic|lowlatency|aws|azure|gcp|oracle|nvidia|oem)\b", RegexOptions.CultureInvariant)]
    private static partial Regex UbuntuRelease();
}
