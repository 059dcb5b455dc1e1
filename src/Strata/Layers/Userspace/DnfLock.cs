using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Layers.Userspace.Apt;
using Strata.Machine;

namespace Strata.Layers.Userspace;

/// <summary>A pattern of packages that dnf keeps from being upgraded.</summary>
/// <param name="Pattern">Shell pattern of a name, or of a name with version.</param>
/// <param name="Source">Where it stands.</param>
public sealed partial record DnfLock(string Pattern, Source Source)
{
    /// <summary>Patterns that count; nobody writes more.</summary>
    public const int Most = 1000;

    private const int LongestLine = 1000;

    /// <summary>True when it keeps this package.</summary>
    public bool Keeps(Package package) => Glob.Fits(Pattern, package.Name) || Glob.Fits(Pattern, $"{package.Name}-{package.Version}");

    /// <summary>Reads versionlock.list of dnf 4; total.</summary>
    public static ImmutableArray<DnfLock> ParseList(TextDocument file) => Rows(file, Dnf4Lock());

    /// <summary>Reads versionlock.toml of dnf 5; total.</summary>
    public static ImmutableArray<DnfLock> ParseToml(TextDocument file) => Rows(file, Dnf5Lock());

    /// <summary>Reads the exclusions in dnf.conf; total.</summary>
    public static ImmutableArray<DnfLock> ParseConfiguration(TextDocument file) => Rows(file, Excluded());

    private static ImmutableArray<DnfLock> Rows(TextDocument file, Regex row) =>
    [
        .. Enumerable.Range(0, file.Lines.Length).Where(index => file.Lines[index].Length <= LongestLine)
            .SelectMany(index => row.Match(file.Lines[index]).Groups["names"].Value.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(name => new DnfLock(name, file.At(index))))
            .Take(Most),
    ];

    // nvidia-driver-3:570.86.15-1.el9.*; a leading ! excludes one version instead.
    [GeneratedRegex(@"^(?<names>[A-Za-z0-9*?](?:[^\s:-]|-(?![0-9*]))*)-[0-9*]\S*$", RegexOptions.CultureInvariant)]
    private static partial Regex Dnf4Lock();

    [GeneratedRegex("""
        ^\s*name\s*=\s*"(?<names>[^"]+)"
        """, RegexOptions.CultureInvariant)]
    private static partial Regex Dnf5Lock();

    [GeneratedRegex(@"^\s*(?:exclude|excludepkgs)\s*=\s*(?<names>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Excluded();
}
