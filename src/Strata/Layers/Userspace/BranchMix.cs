using System.Collections.Immutable;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Userspace;

/// <summary>Finds packages of two branches that exclude each other in a list that somebody pasted.</summary>
public static class BranchMix
{
    private static readonly ImmutableArray<string> Roles =
        ["nvidia-utils-", "nvidia-dkms-", "nvidia-compute-utils-", "nvidia-kernel-common-", "libnvidia-compute-"];

    /// <summary>The lines that show it; empty when the list is of one branch.</summary>
    public static ImmutableArray<Source> Of(Snapshot snapshot)
    {
        if (snapshot.Origin.Kind != OriginKind.Text || VersionClash.Of(snapshot).Kind != ClashKind.None)
        {
            return [];
        }
        var complaint = snapshot.Log.Current(RepositorySigns.UpdateFailed);
        var named = snapshot.Log.Current(RepositorySigns.ListedPackage).Select(hit => (Name: hit["package"], hit.Source));
        return Clash(Installed(snapshot)) is { IsEmpty: false } installed ? installed
            : complaint.IsEmpty || Clash([.. named]) is not { IsEmpty: false } listed ? []
            : [complaint[0].Source, .. listed];
    }

    // A transitional package of an old branch only pulls in the new one.
    private static ImmutableArray<(string Name, Source Source)> Installed(Snapshot snapshot) =>
    [
        .. snapshot.Userspace.Packages.Or([]).Where(package => package.IsInstalled && package.Source.Text?.Contains("ransitional", StringComparison.Ordinal) is not true
                && PackageRole.BranchInName(package.Name) == package.DriverVersion?.Branch)
            .Select(package => (package.Name, package.Source)),
    ];

    private static ImmutableArray<Source> Clash(ImmutableArray<(string Name, Source Source)> packages)
    {
        foreach (var role in Roles)
        {
            if (OfTwoBranches(packages.Where(package => package.Name.StartsWith(role, StringComparison.Ordinal))) is { IsEmpty: false } twice)
            {
                return twice;
            }
        }
        // The module of one branch beside the libraries of another, and nothing that would fit either.
        var modules = packages.Where(package => package.Name.StartsWith("nvidia-dkms-", StringComparison.Ordinal)).ToList();
        var libraries = packages.Where(package => package.Name.StartsWith("nvidia-utils-", StringComparison.Ordinal) || package.Name.StartsWith("libnvidia-compute-", StringComparison.Ordinal)).ToList();
        return modules.Count > 0 && libraries.Count > 0 && !modules.Exists(module => libraries.Exists(library => Branch(module.Name) == Branch(library.Name)))
            ? [modules[0].Source, libraries[0].Source]
            : [];
    }

    private static ImmutableArray<Source> OfTwoBranches(IEnumerable<(string Name, Source Source)> packages)
    {
        var branches = packages.GroupBy(package => Branch(package.Name)).ToList();
        return branches.Count > 1 ? [.. branches.Select(branch => branch.First().Source)] : [];
    }

    private static int? Branch(string name) => PackageRole.BranchInName(name);
}
