using System.Collections.Immutable;
using System.Globalization;
using Strata.Judging;
using Strata.Layers.Kernel;
using Strata.Layers.Platform;
using Strata.Layers.Platform.Actions;
using Strata.Layers.Userspace.Actions;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Userspace.Rules;

/// <summary>User space was upgraded, the package of the kernel module was not.</summary>
public sealed class ModulePackageNotUpgraded : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Userspace, 10),
        "driver-library-mismatch-module-package-not-upgraded",
        "User space is newer than the kernel module that is installed: a reboot does not help",
        "The library refuses a module of another version. Here the module on disk is the old one too, because its package was held, came from another repository or was left out of the upgrade, so the same module is loaded after a reboot.")
    {
        DependsOn =
        [
            "driver-library-mismatch-container-vs-host", "dkms-build-failed-headers-missing", "dkms-build-failed-headers-incomplete", "dkms-build-failed-compiler-mismatch",
            "dkms-build-failed-kernel-api-changed", "dkms-build-failed", "apt-mixed-repositories", "apt-driver-branch-conflict", "nvidia-kernel-modules-mixed-versions",
        ],
        Reference = "NVML code 18; /proc/driver/nvidia/version against modinfo, library and packages",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var clash = VersionClash.Of(snapshot);
        if (clash.Kind != ClashKind.ModulePackage)
        {
            return Verdict.Quiet;
        }
        var module = clash.OnDisk ?? clash.Loaded;
        return Verdict.Found(Find(State.Fault, Repair.ConfigFix, clash.Evidence, Fixes(snapshot, clash)) with
        {
            Confidence = clash.Confidence,
            Title = module is null || clash.Library is null ? Info.Title : $"User space is {clash.Library}, the installed kernel module is {module}: a reboot does not help",
        });
    }

    private static bool FromUbuntu(Snapshot snapshot) => snapshot.Userspace.Packages.Or([]).Any(package => package.Version.Contains("ubuntu", StringComparison.Ordinal));

    private static IEnumerable<PlanAction> Fixes(Snapshot snapshot, VersionClash clash)
    {
        var distribution = snapshot.Platform.Distribution.Or(null);
        var usesApt = distribution?.UsesApt ?? snapshot.Userspace.Packages.Or([]).Any(package => package.Source.Name.Contains("dpkg", StringComparison.Ordinal));
        ImmutableArray<HeldPackage> held = [.. snapshot.Userspace.Held.Where(package => package.Name.Contains("nvidia", StringComparison.Ordinal))];
        var branch = clash.Library?.Branch.ToString(CultureInfo.InvariantCulture);
        foreach (var release in KeepPackages.Release("Release the driver packages that are held back", held))
        {
            yield return release;
        }
        if (usesApt && held.IsEmpty)
        {
            yield return PlanAction.Look("See from which repositories the driver packages come", "apt", "policy", "nvidia-smi", "nvidia-kernel-dkms");
        }
        else if (held.IsEmpty && distribution?.UsesDnf is true)
        {
            yield return PlanAction.Look("See from which repositories the driver packages come", "dnf", "list", "--installed", "*nvidia*");
        }
        switch (distribution?.Family)
        {
            case DistributionFamily.Ubuntu or null when branch is not null && (distribution is not null || FromUbuntu(snapshot)):
                yield return PlanAction.Safe("Install the module of the same version", "apt", "install", $"nvidia-dkms-{branch}{DriverWish.Of(snapshot).Edition}");
                break;
            case DistributionFamily.Rhel or DistributionFamily.Fedora:
                yield return PlanAction.Safe("Bring module and user space to one version", "dnf", "upgrade", "*nvidia*");
                break;
            case DistributionFamily.Arch:
                yield return PlanAction.Safe("Bring module and user space to one version", "pacman", "-Syu");
                break;
            case DistributionFamily.Debian or DistributionFamily.Proxmox or DistributionFamily.Ubuntu or null when usesApt:
                yield return PlanAction.Safe("Finish the upgrade, so that module and user space come from one version", "apt", "install", "--fix-broken");
                yield return PlanAction.Safe("Install the module's package of the same version", "apt", "install", "nvidia-kernel-dkms", "nvidia-driver");
                break;
            default:
                yield return PlanAction.ByHand("Install the module of exactly the version of user space, from the same repository", needsRoot: true);
                break;
        }
        yield return RestartHost.Because("Then reboot, so that the new module is loaded");
    }
}
