using Strata.Judging;
using Strata.Layers.Driver;
using Strata.Layers.Kernel;
using Strata.Layers.Kernel.Actions;
using Strata.Layers.Platform.Actions;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Userspace.Rules;

/// <summary>The newer driver is installed, the older module is still loaded.</summary>
public sealed class StaleLoadedModule : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Userspace, 12),
        "driver-library-mismatch-stale-loaded-module",
        "The driver was upgraded, and the old kernel module is still loaded",
        "Libraries are replaced at once, a loaded module stays until it is unloaded or the host reboots. The library refuses a module of another version, so every new program fails while those that run go on.")
    {
        DependsOn =
        [
            "driver-library-mismatch-container-vs-host", "driver-library-mismatch-module-package-not-upgraded", "driver-library-mismatch-unattended-upgrade", "nvidia-kernel-modules-mixed-versions",
        ],
        Reference = "NVML code 18; NVRM text 'API mismatch'",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var clash = VersionClash.Of(snapshot);
        if (clash.Kind == ClashKind.Past && snapshot.Origin.Kind != OriginKind.Text)
        {
            var era = snapshot.Log.All(DriverSigns.ApiMismatch).AddRange(snapshot.Log.All(UserspaceSigns.LibraryMismatch)).Select(hit => hit.Era).DefaultIfEmpty(Era.Past).Max();
            return Verdict.Found(Find(State.Info, Repair.None, clash.Evidence) with { Era = era == Era.Current ? Era.Past : era });
        }
        if (clash.Kind != ClashKind.StaleModule)
        {
            return Verdict.Quiet;
        }
        var name = snapshot.Kernel.Dkms.Or([]).Any(entry => entry.Module.StartsWith("nvidia-current", StringComparison.Ordinal)) ? "nvidia-current" : "nvidia";
        return Verdict.Found(Find(
            State.Fault,
            Repair.Reboot,
            ModuleStanding.OtherInInitrd(snapshot) is { } old ? [.. clash.Evidence, old.Source] : clash.Evidence,
            [
                PlanAction.Look(clash.Library is null ? "Check that the module on disk has the version of the library" : $"Check that the module on disk is {clash.Library}; if it is not, a reboot does not help", "modinfo", "-F", "version", name),
                .. ModuleStanding.OtherInInitrd(snapshot) is null ? [] : RebuildInitramfs.Renew(snapshot.Platform.Distribution.Or(null), snapshot.Kernel.NextBoot.Or(null)),
                RestartHost.Because("Reboot, so that the new module is loaded"),
                .. ReloadModules.Unload(snapshot),
            ]) with
        {
            Confidence = clash.Confidence,
            Title = clash.Loaded is null || clash.Library is null ? Info.Title : $"User space is {clash.Library}, module {clash.Loaded} is still loaded",
        });
    }
}
