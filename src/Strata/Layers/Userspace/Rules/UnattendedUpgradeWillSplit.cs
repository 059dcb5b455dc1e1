using Strata.Judging;
using Strata.Layers.Kernel;
using Strata.Layers.Userspace.Apt;
using Strata.Snapshots;

namespace Strata.Layers.Userspace.Rules;

/// <summary>unattended-upgrades may replace the driver under running programs.</summary>
public sealed class UnattendedUpgradeWillSplit : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Userspace, 53),
        "unattended-upgrades-may-split-driver",
        "unattended-upgrades may replace the driver's libraries while the module is in use",
        "It installs security updates by itself, those of the driver too. Libraries change at once and the loaded module does not, so new programs fail until a reboot that nobody planned.")
    {
        DependsOn = ["driver-library-mismatch-unattended-upgrade"],
        Reference = "/etc/apt/apt.conf.d/50unattended-upgrades",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var facts = snapshot.Userspace;
        if (!snapshot.Origin.IsWholeMachine || !ModuleStanding.IsLoaded(snapshot))
        {
            return Verdict.Quiet;
        }
        if (facts.Packages.IsUnreadable && facts.Unattended.Or(null) is { Enabled: true })
        {
            return Verdict.Unknown("unattended-upgrades is on, and the list of packages could not be read to see whether the driver is among what it upgrades");
        }
        if (!facts.Packages.Or([]).Any(item => item.Name == "unattended-upgrades" && item.IsInstalled))
        {
            return Verdict.Quiet;
        }
        if (!facts.Unattended.TryGet(out var settings) || (!settings.Unread.IsEmpty && (!settings.Enabled || settings.Origins.IsEmpty)))
        {
            return Verdict.Unknown("the configuration of unattended-upgrades could not be read, so whether it replaces the driver is not known");
        }
        var within = facts.Packages.Or([]).Where(item => item.IsInstalled && PackageRole.IsUserDriver(item.Name) && !facts.Holds(item.Name) && settings.Touches(item.Name)).ToList();
        if (within.Count == 0 || settings.Origins.IsEmpty)
        {
            return Verdict.Quiet;
        }
        if (!facts.Choices.TryGet(out var choices))
        {
            return Verdict.Unknown("from which repositories the driver's packages come could not be read, so whether unattended-upgrades replaces them is not known");
        }
        var taken = choices.FirstOrDefault(choice => within.Exists(package => package.Name == choice.Name) && Takes(settings, choice));
        return taken is null
            ? Verdict.Quiet
            : Verdict.Found(Find(State.Warning, Repair.ConfigFix, [settings.Source, taken.Source], Actions.ExcludeFromUnattended.Driver()));
    }

    // The version it would install must lie in a repository it takes upgrades from; without apt's choice, any version there may be that one.
    private static bool Takes(UnattendedUpgrades settings, AptChoice choice)
    {
        var next = choice.IsUpgrade ? choice.From(choice.Candidate) : choice.From(choice.Installed);
        return (next.IsEmpty ? choice.Offers.SelectMany(offer => offer.Repositories) : next).Any(settings.TakesFrom);
    }
}
