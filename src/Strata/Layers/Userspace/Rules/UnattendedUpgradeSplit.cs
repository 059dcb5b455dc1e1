using Strata.Judging;
using Strata.Layers.Kernel.Actions;
using Strata.Layers.Platform.Actions;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Userspace.Rules;

/// <summary>Unattended upgrade replaced user space under a loaded older module.</summary>
public sealed class UnattendedUpgradeSplit : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Userspace, 11),
        "driver-library-mismatch-unattended-upgrade",
        "An unattended upgrade replaced the driver's libraries under the loaded module",
        "unattended-upgrades installed a newer driver while the old module was in use. Programs that run go on; every new one fails with a version mismatch until the new module is loaded.")
    {
        DependsOn = ["driver-library-mismatch-container-vs-host", "driver-library-mismatch-module-package-not-upgraded", "nvidia-kernel-modules-mixed-versions"],
        Reference = "/var/log/apt/history.log; unattended-upgrades",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var clash = VersionClash.Of(snapshot);
        if (clash.Kind != ClashKind.UnattendedUpgrade)
        {
            return Verdict.Quiet;
        }
        return Verdict.Found(Find(
            State.Fault,
            Repair.Reboot,
            clash.Evidence,
            [
                RestartHost.Because("Reboot, so that the module of the new version is loaded"),
                .. ReloadModules.Unload(snapshot),
                Actions.ExcludeFromUnattended.Driver(),
            ]) with
        {
            Confidence = clash.Confidence,
            Title = clash.Loaded is null || clash.Library is null ? Info.Title : $"An unattended upgrade brought user space {clash.Library}; module {clash.Loaded} is still loaded",
        });
    }
}
