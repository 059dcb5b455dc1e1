using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Userspace.Actions;
using Strata.Snapshots;

namespace Strata.Layers.Userspace.Rules;

/// <summary>Some driver packages are held and others are not.</summary>
public sealed class PartialDriverHold : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Userspace, 52),
        "driver-packages-partly-held",
        "Some driver packages are held back and others are not: the next upgrade splits the driver",
        "Module and libraries must have one version. When only a part of the packages is held, an upgrade renews the rest, and every program fails with a version mismatch.")
    {
        DependsOn = ["driver-library-mismatch-module-package-not-upgraded"],
        Reference = "apt-mark(8), apt_preferences(5), dnf-versionlock(8)",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        if (!snapshot.Origin.IsWholeMachine)
        {
            return Verdict.Quiet;
        }
        var facts = snapshot.Userspace;
        if (facts.Packages.IsUnreadable && facts.Held.Any(held => PackageRole.IsOfDriver(held.Name)))
        {
            return Verdict.Unknown("packages of the driver are held, and the list of packages could not be read to see whether all are");
        }
        var driver = facts.Packages.Or([]).Where(package => package.IsInstalled && (PackageRole.IsUserDriver(package.Name) || PackageRole.IsModule(package.Name))).ToList();
        ImmutableArray<HeldPackage> kept = [.. facts.Held.Where(held => driver.Exists(package => package.Name == held.Name))];
        var free = driver.Where(package => !facts.Holds(package.Name)).ToList();
        // A held meta package keeps nothing else; what splits the stack is a held library or module beside a free one.
        var modules = kept.Any(package => PackageRole.IsModule(package.Name)) != free.Exists(package => PackageRole.IsModule(package.Name));
        var libraries = kept.Any(package => PackageRole.IsUserDriver(package.Name)) != free.Exists(package => PackageRole.IsUserDriver(package.Name));
        if (kept.IsEmpty || free.Count == 0 || !(modules || libraries))
        {
            return Verdict.Quiet;
        }
        return Verdict.Found(Find(
            State.Warning,
            Repair.ConfigFix,
            [.. kept.Take(3).Select(package => package.Source), .. free.Take(3).Select(package => package.Source)],
            [KeepPackages.Hold("Hold all of them", kept[0].By, free.Select(package => package.Name)), .. KeepPackages.Release("Or release all of them", kept)]));
    }
}
