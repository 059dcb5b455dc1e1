using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Layers.Userspace.Apt;
using Strata.Machine;

namespace Strata.Layers.Userspace;

/// <summary>What keeps a package at its version.</summary>
public enum HeldBy
{
    /// <summary>A mark of dpkg.</summary>
    Mark,

    /// <summary>A pin in apt's preferences.</summary>
    Pin,

    /// <summary>dnf's version lock or an exclusion in its configuration.</summary>
    Dnf,
}

/// <summary>A package that is kept from being upgraded.</summary>
/// <param name="Name">Package.</param>
/// <param name="By">What keeps it.</param>
/// <param name="Source">Where that is said.</param>
public sealed record HeldPackage(string Name, HeldBy By, Source Source);

/// <summary>Finds installed packages that are kept at their version: by apt-mark, a pin, dnf's version lock or an exclusion.</summary>
public static partial class HeldPackages
{
    private const string Dnf4Locks = "/etc/dnf/plugins/versionlock.list";
    private const string Dnf5Locks = "/etc/dnf/versionlock.toml";

    /// <summary>Collects them, sorted by name.</summary>
    public static ImmutableArray<HeldPackage> Collect(IMachine machine, ImmutableArray<Package> packages, ImmutableArray<AptPin> pins) =>
    [
        .. packages.Where(package => package.IsHeld).Select(package => new HeldPackage(package.Name, HeldBy.Mark, package.Source))
            .Concat(Marked(machine))
            .Concat(packages.Where(package => package.IsInstalled).SelectMany(package => Pinned(package, pins)))
            .Concat(Locked(machine, packages))
            .DistinctBy(held => held.Name).OrderBy(held => held.Name, StringComparer.Ordinal),
    ];

    private static IEnumerable<HeldPackage> Marked(IMachine machine)
    {
        if (!machine.Run(ToolCall.Of("apt-mark", "showhold")).TryGet(out var output))
        {
            yield break;
        }
        for (var i = 0; i < output.Output.Lines.Length; i++)
        {
            if (Name().IsMatch(output.Output.Lines[i].Trim()))
            {
                yield return new HeldPackage(output.Output.Lines[i].Trim(), HeldBy.Mark, output.Output.At(i));
            }
        }
    }

    // A pin to the installed version keeps it when it outweighs what repositories have; so does one that forbids all of them.
    private static IEnumerable<HeldPackage> Pinned(Package package, ImmutableArray<AptPin> pins)
    {
        var pin = pins.FirstOrDefault(pin => pin.Names(package.Name)
            && ((pin.IsVersion(package.Version) && pin.Priority > AptPins.Usual) || (pin is { Kind: AptPinKind.Release, Value: "*" or "a=*" or "o=*" } && pin.Priority < 0)));
        return pin is null ? [] : [new HeldPackage(package.Name, HeldBy.Pin, pin.Source)];
    }

    private static IEnumerable<HeldPackage> Locked(IMachine machine, ImmutableArray<Package> packages)
    {
        var locks = Locks(machine).ToList();
        return packages.Select(package => locks.Find(held => Glob.Fits(held.Name, package.Name) || Glob.Fits(held.Name, $"{package.Name}-{package.Version}")) is { } held ? held with { Name = package.Name } : null)
            .OfType<HeldPackage>();
    }

    private static IEnumerable<HeldPackage> Locks(IMachine machine)
    {
        (string Path, Regex Row)[] files = [(Dnf4Locks, Dnf4Lock()), (Dnf5Locks, Dnf5Lock()), ("/etc/dnf/dnf.conf", Excluded()), ("/etc/yum.conf", Excluded())];
        foreach (var (path, row) in files)
        {
            if (!machine.Read(path).TryGet(out var file))
            {
                continue;
            }
            for (var i = 0; i < file.Lines.Length; i++)
            {
                var source = file.At(i);
                foreach (var name in row.Match(file.Lines[i]).Groups["names"].Value.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
                {
                    yield return new HeldPackage(name, HeldBy.Dnf, source);
                }
            }
        }
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9+.-]+(?::\w+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    // nvidia-driver-3:570.86.15-1.el9.*; a leading ! excludes one version instead.
    [GeneratedRegex(@"^(?<names>[A-Za-z0-9*?][^\s:]*?)-(?:[0-9]+:)?[0-9*][^\s-]*(?:-\S+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Dnf4Lock();

    [GeneratedRegex("""
        ^\s*name\s*=\s*"(?<names>[^"]+)"
        """, RegexOptions.CultureInvariant)]
    private static partial Regex Dnf5Lock();

    [GeneratedRegex(@"^\s*(?:exclude|excludepkgs)\s*=\s*(?<names>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Excluded();
}
