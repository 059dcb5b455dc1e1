using Strata.Judging;
using Strata.Layers.Kernel;
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
        if (!snapshot.Origin.IsWholeMachine || !snapshot.Userspace.Unattended.TryGet(out var settings) || !settings.Enabled || !ModuleStanding.IsLoaded(snapshot))
        {
            return Verdict.Quiet;
        }
        var package = snapshot.Userspace.Packages.Or([]).FirstOrDefault(item =>
            item.IsInstalled && !item.IsHeld && !snapshot.Userspace.Held.Contains(item.Name) && PackageRole.IsUserDriver(item.Name) && settings.Touches(item.Name));
        return package is null || !snapshot.Userspace.Packages.Or([]).Any(item => item.Name == "unattended-upgrades" && item.IsInstalled)
            ? Verdict.Quiet
            : Verdict.Found(Find(State.Warning, Repair.ConfigFix, [settings.Source, package.Source], Actions.ExcludeFromUnattended.Driver()));
    }
}
