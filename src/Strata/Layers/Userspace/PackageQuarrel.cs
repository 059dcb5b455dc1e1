using System.Collections.Immutable;
using Strata.Layers.Kernel;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Userspace;

/// <summary>What a package manager's complaint about driver packages comes from.</summary>
public enum QuarrelKind
{
    /// <summary>No complaint.</summary>
    None,

    /// <summary>Packages of two branches exclude each other.</summary>
    Branches,

    /// <summary>Packages of one branch come from two repositories or suites.</summary>
    Repositories,
}

/// <summary>A complaint of apt, dpkg, dnf or yum about driver packages.</summary>
/// <param name="Kind">Meaning.</param>
/// <param name="Evidence">Lines that show it.</param>
/// <param name="Certain">True when the lines leave no other meaning.</param>
public sealed record PackageQuarrel(QuarrelKind Kind, ImmutableArray<Source> Evidence, bool Certain)
{
    /// <summary>Judges the complaints in the logs.</summary>
    public static PackageQuarrel Of(Snapshot snapshot)
    {
        var log = snapshot.Log;
        var versions = log.Current(RepositorySigns.WrongVersion, RepositorySigns.WrongVersionMore);
        var conflicts = log.Current(RepositorySigns.Conflicts, RepositorySigns.ConflictsWith, RepositorySigns.ProcessingConflict);
        var rpm = log.Current(RepositorySigns.RpmConflict).Where(hit => Names(hit["package"], hit["other"])).Select(hit => hit.Source).ToImmutableArray();
        var overwrites = log.Current(RepositorySigns.Overwrite);
        var held = log.Current(RepositorySigns.HeldBroken);
        // Another version of the same branch is offered: two repositories, or two suites, have the same package.
        var offered = versions.Where(hit => hit["offered"].Length > 0 && !OfTwoBranches(hit["package"], hit["needs"], hit["wanted"], hit["offered"])).Select(hit => hit.Source).ToImmutableArray();
        var meta = versions.Where(hit => hit["package"].StartsWith("cuda-drivers", StringComparison.Ordinal) || hit["package"].StartsWith("cuda", StringComparison.Ordinal)).Select(hit => hit.Source).ToImmutableArray();
        var sameBranch = overwrites.Where(hit => !OtherBranch(log, hit["other"])).Select(hit => hit.Source).ToImmutableArray();
        if (!offered.IsEmpty || !meta.IsEmpty || !rpm.IsEmpty)
        {
            return new PackageQuarrel(QuarrelKind.Repositories, [.. offered, .. meta, .. rpm, .. held.Select(hit => hit.Source)], Certain: !offered.IsEmpty || !rpm.IsEmpty);
        }
        if (!conflicts.IsEmpty || overwrites.Length > sameBranch.Length)
        {
            return new PackageQuarrel(QuarrelKind.Branches, [.. conflicts.Select(hit => hit.Source), .. overwrites.Select(hit => hit.Source), .. held.Select(hit => hit.Source)], Certain: true);
        }
        if (!sameBranch.IsEmpty)
        {
            return new PackageQuarrel(QuarrelKind.Repositories, sameBranch, Certain: false);
        }
        // Nothing but "held broken packages" with packages of a branch: the one that is installed stands in the way.
        var named = held.Where(hit => PackagesIn(hit.Source.Text).Any()).Select(hit => hit.Source).ToImmutableArray();
        return versions.IsEmpty && named.IsEmpty
            ? BranchMix.Of(snapshot) is { IsEmpty: false } mix ? new PackageQuarrel(QuarrelKind.Branches, mix, Certain: false) : new PackageQuarrel(QuarrelKind.None, [], Certain: false)
            : new PackageQuarrel(QuarrelKind.Branches, [.. versions.Select(hit => hit.Source), .. held.Select(hit => hit.Source)], Certain: false);
    }

    private static bool OfTwoBranches(string package, string needs, string wanted, string offered)
    {
        var names = new[] { package, needs }.Select(PackageRole.BranchInName).OfType<int>().Distinct().Count();
        var same = DriverVersion.Parse(wanted) is { } a && DriverVersion.Parse(offered) is { } b && a.Branch == b.Branch;
        return !same && names > 1;
    }

    // RPM Fusion's names against those of NVIDIA's repository.
    private static bool Names(string a, string b) =>
        a.StartsWith("xorg-x11-drv-nvidia", StringComparison.Ordinal) != b.StartsWith("xorg-x11-drv-nvidia", StringComparison.Ordinal)
        || a.Contains("akmod", StringComparison.Ordinal) != b.Contains("akmod", StringComparison.Ordinal);

    // Without dpkg's own line about the archive, the package that was to be installed is one that the text names.
    private static bool OtherBranch(LogFacts log, string owner) =>
        (log.Current(RepositorySigns.Archive) is { IsEmpty: false } archives ? archives : PackageRole.BranchInName(owner) is null ? [] : log.Current(RepositorySigns.NamedPackage))
        .Any(hit => PackageRole.BranchInName(hit["package"]) != PackageRole.BranchInName(owner));

    private static IEnumerable<string> PackagesIn(string? text) =>
        (text ?? "").Split([' ', '\'', '"', ','], StringSplitOptions.RemoveEmptyEntries).Where(word => PackageRole.BranchInName(word) is not null);
}
