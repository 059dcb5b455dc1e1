using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Driver;
using Strata.Layers.Kernel;
using Strata.Layers.Kernel.Actions;
using Strata.Layers.Platform.Actions;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Userspace.Rules;

/// <summary>No NVIDIA driver on the host.</summary>
public sealed class DriverNotInstalled : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Userspace, 20),
        "driver-not-installed-on-host",
        "No NVIDIA driver is installed on the host",
        "Neither the library libnvidia-ml nor a kernel module of the driver is there. A container brings none of them: it uses those of its host.")
    {
        DependsOn =
        [
            "docker-snap-cannot-see-driver", "apt-driver-branch-conflict", "apt-mixed-repositories", "kernel-headers-package-not-available",
        ],
        Reference = "libnvidia-container: load library failed; nvidia-smi(1)",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        if (ModuleStanding.IsLoaded(snapshot))
        {
            return Verdict.Quiet;
        }
        return snapshot.Origin.IsWholeMachine ? OnDisk(snapshot) : Told(snapshot);
    }

    private Verdict Told(Snapshot snapshot)
    {
        var log = snapshot.Log;
        if (HasDriver(snapshot))
        {
            return Verdict.Quiet;
        }
        var tool = log.Current(UserspaceSigns.SmiNotInstalled);
        var library = log.Current(UserspaceSigns.ContainerLibraryLoadFailed);
        var torch = log.Current(UserspaceSigns.TorchFoundNoDriver);
        if (tool.IsEmpty && library.IsEmpty)
        {
            return torch.IsEmpty
                ? Verdict.Quiet
                : Verdict.Found(Find(State.Fault, Repair.ConfigFix, torch.Select(hit => hit.Source), Fixes(snapshot)) with { Confidence = Confidence.Possible });
        }
        // "exec: nvidia-smi: not found" is said of an image, not of the host.
        var ofContainer = library.IsEmpty && tool.All(hit => hit.Source.Text!.Contains("exec: \"nvidia-smi\"", StringComparison.Ordinal));
        if (ofContainer)
        {
            return Verdict.Quiet;
        }
        return Verdict.Found(Find(State.Fault, Repair.ConfigFix, [.. tool.Select(hit => hit.Source), .. library.Select(hit => hit.Source)], Fixes(snapshot)) with
        {
            Confidence = Confidence.Likely,
        });
    }

    // Anything that shows the driver's user space or module on the host.
    private static bool HasDriver(Snapshot snapshot) =>
        snapshot.Userspace.Version.IsKnown
        || snapshot.Kernel.Dkms.Or([]).Any()
        || snapshot.Driver.Nvml.TryGet(out var nvml) && nvml.Code is not 12
        || snapshot.Kernel.Installed.Or([]).Any(kernel => !kernel.Modules.Or([]).IsEmpty)
        || snapshot.Log.HasAny(UserspaceSigns.ModuleVersion, DriverSigns.Loading, DriverSigns.ApiMismatch, UserspaceSigns.LibraryMismatch, DriverSigns.SmiNoDriver, UserspaceSigns.SmiFindsNoLibrary);

    private Verdict OnDisk(Snapshot snapshot)
    {
        var facts = snapshot.Userspace;
        if (snapshot.Bus.HostGpus.IsEmpty || ModuleStanding.WasInstalled(snapshot) || facts.Version.IsKnown)
        {
            return Verdict.Quiet;
        }
        if (facts.Version.IsUnreadable || !snapshot.Kernel.RunningModules.IsKnown)
        {
            return facts.Version.IsUnreadable && facts.Packages.IsUnreadable
                ? Verdict.Unknown("the GPU has no loaded driver, and neither libraries nor packages could be read to see whether one is installed")
                : Verdict.Quiet;
        }
        return Verdict.Found(Find(State.Fault, Repair.ConfigFix, [snapshot.Bus.HostGpus[0].Source, facts.Version.Source, snapshot.Kernel.RunningModules.Source], Fixes(snapshot)));
    }

    private static ImmutableArray<PlanAction> Fixes(Snapshot snapshot)
    {
        var distribution = snapshot.Platform.Distribution.Or(null);
        return
        [
            PlanAction.Look("Check on the host itself, outside any container", "nvidia-smi"),
            .. InstallDriver.For(distribution, DriverWish.Of(snapshot)),
            RestartHost.Because("Reboot, so that the module is loaded and nouveau stays out"),
        ];
    }
}
