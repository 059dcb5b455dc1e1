using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Kernel.Actions;
using Strata.Layers.Platform.Actions;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Rules;

/// <summary>The kernel that boots next will have no working driver.</summary>
public sealed class DriverNotReadyForNextBoot : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Kernel, 70),
        "next-boot-without-driver",
        "The kernel that boots next has no working nvidia module",
        "The driver works now because the running kernel has its module. The boot loader will start a kernel whose module is missing, of another version than user space, older in the initial RAM disk, or not signed although Secure Boot is on.")
    {
        DependsOn =
        [
            "module-missing-for-running-kernel", "dkms-build-failed-headers-missing", "dkms-build-failed-headers-incomplete", "dkms-build-failed-compiler-mismatch",
            "dkms-build-failed-kernel-api-changed", "dkms-build-failed", "driver-library-mismatch-module-package-not-upgraded",
        ],
        Reference = "boot loader configuration and /lib/modules",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var facts = snapshot.Kernel;
        if (!snapshot.Origin.IsWholeMachine || !ModuleStanding.WasInstalled(snapshot) || (snapshot.Bus.Functions.IsKnown && snapshot.Bus.Gpus.IsEmpty))
        {
            return Verdict.Quiet;
        }
        if (!facts.NextBoot.TryGet(out var next) || facts.Kernel(next) is not { } kernel || !kernel.Modules.TryGet(out var modules))
        {
            return Verdict.Quiet.UnlessUnread(snapshot, "which kernels are installed", facts.Installed)
                .UnlessUnread(snapshot, "which kernel boots next", facts.NextBoot, facts.Installed.Or([]).Length > 1);
        }
        if (next == facts.Running.Or(null) && !ModuleStanding.IsLoaded(snapshot))
        {
            return Verdict.Quiet;
        }
        var distribution = snapshot.Platform.Distribution.Or(null);
        if (modules.FirstOrDefault(file => file.Name == "nvidia") is not { } module)
        {
            return Found(snapshot, kernel, $"Kernel {next} boots next and has no nvidia module", [facts.NextBoot.Source, kernel.Modules.Source],
                kernel.Headers.Or(otherwise: true)
                    ? [BuildModule.For(snapshot, next), .. InstallModule.For(snapshot, next, snapshot.Userspace.Version.Or(null), usesDkms: false)]
                    : [InstallHeaders.For(distribution, next), BuildModule.For(snapshot, next)]);
        }
        if (snapshot.Userspace.Version.TryGet(out var library) && module.Version is { } version && !version.Agrees(library))
        {
            return Found(snapshot, kernel, $"Kernel {next} boots next with module {version}, user space is {library}", [facts.NextBoot.Source, module.Source, snapshot.Userspace.Version.Source],
                InstallModule.For(snapshot, next, library, ModuleStanding.UsesDkms(snapshot)));
        }
        if (module.BuiltFor is { } built && built != next && !module.Path.Contains("/weak-updates/", StringComparison.Ordinal))
        {
            return Found(snapshot, kernel, $"Kernel {next} boots next, its nvidia module was built for {built}", [facts.NextBoot.Source, module.Source], [BuildModule.For(snapshot, next)]);
        }
        if (ModuleStanding.OtherInInitrd(snapshot) is { } stale)
        {
            return Found(snapshot, kernel, $"Kernel {next} boots next and loads module {stale.Version} from its initial RAM disk; {module.Version} is installed", [facts.NextBoot.Source, stale.Source, module.Source],
                RebuildInitramfs.Renew(distribution, next));
        }
        var loadsNow = next == facts.Running.Or(null) && ModuleStanding.IsLoaded(snapshot);
        return !loadsNow && snapshot.Platform.SecureBoot.Or(otherwise: false) && module is { Signer: null, VerMagic: not null }
            ? Found(snapshot, kernel, $"Kernel {next} boots next, Secure Boot is on and its nvidia module is not signed", [facts.NextBoot.Source, module.Source, snapshot.Platform.SecureBoot.Source], EnrollKey.For(distribution))
            : facts.NextInitrdModules is Reading<ImmutableArray<ModuleFile>>.Unreadable unread
                ? Verdict.Unknown($"whether the initial RAM disk of kernel {next} holds an older module: {unread.Source.Name} {unread.Why}")
                : Verdict.Quiet;
    }

    private Verdict Found(Snapshot snapshot, InstalledKernel kernel, string title, ImmutableArray<Source> evidence, IEnumerable<PlanAction> fixes) =>
        Verdict.Found(Find(State.Warning, Repair.ConfigFix, evidence, fixes) with { Title = title, Subject = kernel.Release == snapshot.Kernel.Running.Or(null) ? null : kernel.Release });
}
