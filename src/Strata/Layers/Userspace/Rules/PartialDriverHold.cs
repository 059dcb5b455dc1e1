using Strata.Judging;
using Strata.Machine;
using Strata.Planning;
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
        Reference = "apt-mark(8)",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var held = snapshot.Userspace.Held;
        var driver = snapshot.Userspace.Packages.Or([]).Where(package => package.IsInstalled && (PackageRole.IsUserDriver(package.Name) || PackageRole.IsModule(package.Name))).ToList();
        var kept = driver.Where(package => package.IsHeld || held.Contains(package.Name)).ToList();
        var free = driver.Where(package => !package.IsHeld && !held.Contains(package.Name)).ToList();
        // A held meta package keeps nothing else; what splits the stack is a held library or module beside a free one.
        var modules = kept.Exists(package => PackageRole.IsModule(package.Name)) != free.Exists(package => PackageRole.IsModule(package.Name));
        var libraries = kept.Exists(package => PackageRole.IsUserDriver(package.Name)) != free.Exists(package => PackageRole.IsUserDriver(package.Name));
        if (kept.Count == 0 || free.Count == 0 || !(modules || libraries) || !snapshot.Origin.IsWholeMachine)
        {
            return Verdict.Quiet;
        }
        return Verdict.Found(Find(
            State.Warning,
            Repair.ConfigFix,
            [.. kept.Take(3).Select(package => package.Source), .. free.Take(3).Select(package => package.Source)],
            PlanAction.Safe("Hold all of them", ["apt-mark", "hold", .. free.Select(package => package.Name).Order(StringComparer.Ordinal)]),
            PlanAction.Safe("Or release all of them", ["apt-mark", "unhold", .. kept.Select(package => package.Name).Order(StringComparer.Ordinal)])));
    }
}
