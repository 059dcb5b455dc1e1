using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Layers.Userspace.Apt;
using Strata.Machine;

namespace Strata.Layers.Userspace;

/// <summary>Finds installed packages that are kept at their version: by apt-mark, a pin, dnf's version lock or an exclusion.</summary>
public static partial class HeldPackageCollector
{
    private static readonly (string Path, Func<TextDocument, ImmutableArray<DnfLock>> Parse)[] DnfFiles =
    [
        ("/etc/dnf/plugins/versionlock.list", DnfLock.ParseList),
        ("/etc/dnf/versionlock.toml", DnfLock.ParseToml),
        ("/etc/dnf/dnf.conf", DnfLock.ParseConfiguration),
        ("/etc/yum.conf", DnfLock.ParseConfiguration),
    ];

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

    private static IEnumerable<HeldPackage> Pinned(Package package, ImmutableArray<AptPin> pins) =>
        AptPins.Keeping(pins, package.Name, package.Version) is { } pin ? [new HeldPackage(package.Name, HeldBy.Pin, pin.Source)] : [];

    private static IEnumerable<HeldPackage> Locked(IMachine machine, ImmutableArray<Package> packages)
    {
        var locks = DnfFiles.SelectMany(file => machine.Read(file.Path).Map(file.Parse).Or([])).ToList();
        return from package in packages
               let held = locks.Find(held => held.Keeps(package))
               where held is not null
               select new HeldPackage(package.Name, HeldBy.Dnf, held.Source);
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9+.-]+(?::\w+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
