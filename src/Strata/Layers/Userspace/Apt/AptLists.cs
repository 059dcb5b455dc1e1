using System.Collections.Immutable;
using Strata.Machine;

namespace Strata.Layers.Userspace.Apt;

/// <summary>
/// Finds in the package lists that apt keeps from where packages come, where apt itself cannot be asked. Only the lists of
/// components that carry the driver are read: NVIDIA's, Ubuntu's restricted, Debian's non-free and contrib.
/// </summary>
public static class AptLists
{
    private const string Folder = "/var/lib/apt/lists";
    private static readonly string[] Carriers = ["nvidia", "_restricted_", "_non-free_", "_contrib_"];

    /// <summary>The choices for these packages, without a candidate; unreadable when one of the lists is.</summary>
    public static Reading<ImmutableArray<AptChoice>> Collect(IMachine machine, IEnumerable<Package> packages)
    {
        var choices = packages.DistinctBy(package => package.Name).ToDictionary(package => package.Name, package => new AptChoice(package.Name, package.Version, null, [], package.Source), StringComparer.Ordinal);
        var list = machine.List(Folder);
        if (!list.TryGet(out var names))
        {
            return list.Map(_ => ImmutableArray<AptChoice>.Empty);
        }
        foreach (var name in names.Where(name => name.EndsWith("_Packages", StringComparison.Ordinal) && Carriers.Any(part => name.Contains(part, StringComparison.Ordinal))))
        {
            var file = machine.Read($"{Folder}/{name}");
            if (!file.TryGet(out var document))
            {
                return Reading.Unreadable<ImmutableArray<AptChoice>>(file is Reading<TextDocument>.Unreadable { Why: var why } ? why : "went away", file.Source);
            }
            Add(document, Release(machine, name, names), choices);
        }
        return Reading.Known(choices.Values.OrderBy(choice => choice.Name, StringComparer.Ordinal).ToImmutableArray(), list.Source);
    }

    private static void Add(TextDocument list, AptRelease release, Dictionary<string, AptChoice> choices)
    {
        AptChoice? current = null;
        foreach (var line in list.Lines)
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

    // archive.ubuntu.com_ubuntu_dists_noble-updates_restricted_binary-amd64_Packages belongs to the longest name of a release file that starts it.
    private static AptRelease Release(IMachine machine, string list, ImmutableArray<string> names)
    {
        var owner = names.Where(name => Stem(name) is { } stem && list.StartsWith(stem, StringComparison.Ordinal)).MaxBy(name => name.Length);
        var site = list.Split('_')[0];
        return owner is null || !machine.Read($"{Folder}/{owner}").TryGet(out var file)
            ? AptRelease.Empty with { Site = site }
            : AptRelease.Empty with { Site = site, Origin = Field(file, "Origin"), Label = Field(file, "Label"), Suite = Field(file, "Suite"), Codename = Field(file, "Codename"), Version = Field(file, "Version") };
    }

    private static string? Stem(string name) =>
        name.EndsWith("_InRelease", StringComparison.Ordinal) ? name[..^"InRelease".Length]
        : name.EndsWith("_Release", StringComparison.Ordinal) ? name[..^"Release".Length]
        : null;

    private static string Field(TextDocument file, string name) =>
        file.Lines.Take(40).FirstOrDefault(line => line.StartsWith(name + ": ", StringComparison.Ordinal))?[(name.Length + 2)..].Trim() ?? "";
}
