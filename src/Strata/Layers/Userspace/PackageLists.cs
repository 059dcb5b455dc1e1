using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Machine;

namespace Strata.Layers.Userspace;

/// <summary>Reads what package managers print and keep; only packages of interest are kept.</summary>
public static partial class PackageLists
{
    /// <summary>Reads <c>dpkg -l</c>.</summary>
    public static ImmutableArray<Package> ParseDpkg(TextDocument output) => Rows(output, DpkgRow(), (match, source) =>
        new Package(match.Groups["name"].Value, match.Groups["version"].Value, match.Groups["status"].Value, source));

    /// <summary>Reads <c>apt list --installed</c>.</summary>
    public static ImmutableArray<Package> ParseApt(TextDocument output) => Rows(output, AptRow(), (match, source) =>
        new Package(match.Groups["name"].Value, match.Groups["version"].Value, match.Groups["tags"].Value.Contains("residual", StringComparison.Ordinal) ? "rc" : "ii", source));

    /// <summary>Reads <c>rpm -qa</c>.</summary>
    public static ImmutableArray<Package> ParseRpm(TextDocument output) => Rows(output, RpmRow(), (match, source) =>
        new Package(match.Groups["name"].Value, match.Groups["version"].Value, "ii", source));

    /// <summary>Reads <c>pacman -Q</c>.</summary>
    public static ImmutableArray<Package> ParsePacman(TextDocument output) => Rows(output, PacmanRow(), (match, source) =>
        new Package(match.Groups["name"].Value, match.Groups["version"].Value, "ii", source));

    /// <summary>Reads the names in /var/lib/pacman/local, such as <c>nvidia-utils-550.78-1</c>.</summary>
    public static ImmutableArray<Package> ParsePacmanFolders(IEnumerable<string> names, Source source) =>
    [
        .. names.Select(name => PacmanFolder().Match(name)).Where(match => match.Success && PackageRole.IsOfInterest(match.Groups["name"].Value))
            .Select(match => new Package(match.Groups["name"].Value, match.Groups["version"].Value, "ii", source)),
    ];

    /// <summary>Reads /var/lib/dpkg/status.</summary>
    public static ImmutableArray<Package> ParseStatusFile(TextDocument file)
    {
        var packages = ImmutableArray.CreateBuilder<Package>();
        var name = "";
        var status = "";
        var at = 0;
        for (var i = 0; i < file.Lines.Length; i++)
        {
            var line = file.Lines[i];
            if (line.StartsWith("Package: ", StringComparison.Ordinal))
            {
                name = line["Package: ".Length..].Trim();
                status = "";
                at = i;
            }
            else if (line.StartsWith("Status: ", StringComparison.Ordinal))
            {
                status = Letters(line["Status: ".Length..]);
            }
            else if (line.StartsWith("Version: ", StringComparison.Ordinal) && name.Length > 0 && status.Length > 0 && PackageRole.IsOfInterest(name))
            {
                packages.Add(new Package(name, line["Version: ".Length..].Trim(), status, file.At(at)));
            }
        }
        return packages.ToImmutable();
    }

    private static string Letters(string status)
    {
        var words = status.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 3)
        {
            return "";
        }
        var want = words[0] switch { "install" => 'i', "hold" => 'h', "deinstall" => 'r', "purge" => 'p', _ => 'u' };
        var state = words[2] switch
        {
            "installed" => 'i',
            "config-files" => 'c',
            "half-installed" => 'H',
            "half-configured" => 'F',
            "unpacked" => 'U',
            "triggers-awaited" => 'W',
            "triggers-pending" => 't',
            _ => 'n',
        };
        return $"{want}{state}{(words[1] == "reinstreq" ? "R" : "")}";
    }

    private static ImmutableArray<Package> Rows(TextDocument output, Regex row, Func<Match, Source, Package> make)
    {
        var packages = ImmutableArray.CreateBuilder<Package>();
        for (var i = 0; i < output.Lines.Length; i++)
        {
            if (row.Match(output.Lines[i]) is { Success: true } match && PackageRole.IsOfInterest(match.Groups["name"].Value))
            {
                packages.Add(make(match, output.At(i)));
            }
        }
        return packages.ToImmutable();
    }

    [GeneratedRegex(@"^(?<status>[uihrp][nicuUfFhHWt]R?)\s+(?<name>[a-z0-9][a-z0-9+.-]*)(?::\w+)?\s+(?<version>\d\S*)", RegexOptions.CultureInvariant)]
    private static partial Regex DpkgRow();

    [GeneratedRegex(@"^(?<name>[a-z0-9][a-z0-9+.-]*)/\S* (?<version>\d\S*) \w+ \[(?<tags>[^\]]*)\]", RegexOptions.CultureInvariant)]
    private static partial Regex AptRow();

    [GeneratedRegex(@"^(?<name>[A-Za-z][\w+.-]*?)-(?<version>\d[^-\s]*-[^-\s]+?)(?:\.(?:x86_64|aarch64|noarch|i686|ppc64le))?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex RpmRow();

    [GeneratedRegex(@"^(?:local/|\S+/)?(?<name>[a-z][\w+.-]*) (?<version>\d\S*)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex PacmanRow();

    [GeneratedRegex(@"^(?<name>[a-z][\w+.-]*?)-(?<version>(?:\d+:)?\d[^-]*-[\d.]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex PacmanFolder();
}
