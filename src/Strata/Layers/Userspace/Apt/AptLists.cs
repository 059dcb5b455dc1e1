using System.Collections.Immutable;
using Strata.Machine;

namespace Strata.Layers.Userspace.Apt;

/// <summary>
/// Finds in the package lists that apt keeps from where packages come, where apt itself cannot be asked. Only the lists of
/// components that carry the driver matter: NVIDIA's, Ubuntu's restricted, Debian's non-free and contrib.
/// </summary>
public static class AptLists
{
    private static readonly string[] Carriers = ["nvidia", "_restricted_", "_non-free_", "_contrib_"];

    /// <summary>True for the name of a list of such a component.</summary>
    public static bool MayCarryDriver(string name) =>
        name.EndsWith("_Packages", StringComparison.Ordinal) && Carriers.Any(part => name.Contains(part, StringComparison.Ordinal));

    /// <summary>The choices for these packages, without a candidate; a list that was not read is null.</summary>
    public static ImmutableArray<AptChoice> Choices(IEnumerable<Package> packages, IEnumerable<(TextDocument? List, AptRelease Release)> lists)
    {
        var choices = packages.ToDictionary(package => package.Name, package => new AptChoice(package.Name, package.Version, null, [], package.Source), StringComparer.Ordinal);
        foreach (var (list, release) in lists)
        {
            Add(list?.Lines ?? [], release, choices);
        }
        return [.. choices.Values.OrderBy(choice => choice.Name, StringComparer.Ordinal)];
    }

    /// <summary>The file that tells of the repository of a list; null where there is none.</summary>
    // archive.ubuntu.com_ubuntu_dists_noble-updates_restricted_binary-amd64_Packages belongs to the longest name of a release file that starts it.
    public static string? ReleaseFile(string list, ImmutableArray<string> names) =>
        names.Where(name => Stem(name) is { } stem && list.StartsWith(stem, StringComparison.Ordinal)).MaxBy(name => name.Length);

    /// <summary>What the release file, where there is one, and the name of a list tell of its repository.</summary>
    public static AptRelease Release(string list, TextDocument? file)
    {
        var site = AptRelease.Empty with { Site = list.Split('_')[0] };
        return file is null
            ? site
            : site with { Origin = Field(file, "Origin"), Label = Field(file, "Label"), Suite = Field(file, "Suite"), Codename = Field(file, "Codename"), Version = Field(file, "Version") };
    }

    private static void Add(ImmutableArray<string> lines, AptRelease release, Dictionary<string, AptChoice> choices)
    {
        AptChoice? current = null;
        foreach (var line in lines)
        {
            if (line.StartsWith("Package: ", StringComparison.Ordinal))
            {
                current = choices.GetValueOrDefault(line["Package: ".Length..]);
            }
            else if (current is not null && line.StartsWith("Version: ", StringComparison.Ordinal))
            {
                current = choices[current.Name] = current with { Offers = current.Offers.Add(new AptOffer(line["Version: ".Length..], AptPins.Usual, [release])) };
            }
        }
    }

    private static string? Stem(string name) =>
        name.EndsWith("_InRelease", StringComparison.Ordinal) ? name[..^"InRelease".Length]
        : name.EndsWith("_Release", StringComparison.Ordinal) ? name[..^"Release".Length]
        : null;

    private static string Field(TextDocument file, string name) =>
        file.Lines.Take(40).FirstOrDefault(line => line.StartsWith(name + ": ", StringComparison.Ordinal))?[(name.Length + 2)..].Trim() ?? "";
}
