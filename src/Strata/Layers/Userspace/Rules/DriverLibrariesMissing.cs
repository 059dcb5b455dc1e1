using System.Collections.Immutable;
using System.Globalization;
using Strata.Judging;
using Strata.Layers.Kernel;
using Strata.Layers.Platform;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Userspace.Rules;

/// <summary>The module is loaded, its libraries are not installed.</summary>
public sealed class DriverLibrariesMissing : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Userspace, 21),
        "userspace-driver-libraries-missing",
        "The driver's libraries are missing: libnvidia-ml or libcuda cannot be found",
        "The kernel module alone serves nobody: nvidia-smi needs libnvidia-ml.so.1 and CUDA needs libcuda.so.1, of the module's version. Their package is not installed, was removed, or the linker does not look where they are.")
    {
        DependsOn = ["driver-not-installed-on-host", "docker-snap-cannot-see-driver"],
        Reference = "NVML code 12; nvidia-smi text",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var log = snapshot.Log;
        var loaded = ModuleStanding.IsLoaded(snapshot);
        ImmutableArray<Source> smi = [.. log.Current(UserspaceSigns.SmiFindsNoLibrary).Select(hit => hit.Source), .. NvmlMissing(snapshot)];
        var programs = log.Current(UserspaceSigns.LibraryNotLoaded).Where(hit => !hit.Source.Text!.Contains("nvidia-container-cli", StringComparison.Ordinal)).Select(hit => hit.Source).ToImmutableArray();
        var toolkit = log.Current(UserspaceSigns.ContainerLibraryLoadFailed).Select(hit => hit.Source).ToImmutableArray();
        var works = ModuleStanding.Works(snapshot);
        if (snapshot.Origin.IsWholeMachine)
        {
            return OnDisk(snapshot, loaded);
        }
        // The tool comes with the libraries: a module without it is a module without them.
        ImmutableArray<Source> tool = snapshot.Driver.Module("nvidia") is null || works || ContainerMentions.First(log) is not null ? [] : [.. log.Current(UserspaceSigns.SmiNotInstalled, UserspaceSigns.SmiNotFoundByScript).Where(hit => !hit.Source.Text!.Contains("exec: ", StringComparison.Ordinal)).Select(hit => hit.Source)];
        ImmutableArray<Source> evidence = [.. smi, .. tool, .. loaded && !works ? toolkit : [], .. loaded || !smi.IsEmpty ? programs : []];
        if (evidence.IsEmpty || (works && smi.IsEmpty && programs.All(source => !source.Text!.Contains("libcuda", StringComparison.Ordinal))))
        {
            return Verdict.Quiet;
        }
        return Verdict.Found(Find(State.Fault, Repair.ConfigFix, [.. evidence, .. loaded && snapshot.Driver.LoadedVersion.IsKnown ? [snapshot.Driver.LoadedVersion.Source] : Array.Empty<Source>()], Fixes(snapshot)) with
        {
            Confidence = loaded ? Confidence.Certain : Confidence.Likely,
        });
    }

    private static IEnumerable<Source> NvmlMissing(Snapshot snapshot) =>
        snapshot.Driver.Nvml.TryGet(out var nvml) && nvml.Code == 12 ? [snapshot.Driver.Nvml.Source] : [];

    private Verdict OnDisk(Snapshot snapshot, bool loaded)
    {
        var facts = snapshot.Userspace;
        if (!loaded || facts.IsDriverInContainer || ModuleStanding.Works(snapshot) || snapshot.Bus.Gpus.IsEmpty)
        {
            return Verdict.Quiet;
        }
        if (!facts.Libraries.TryGet(out var libraries))
        {
            return facts.Libraries.IsUnreadable
                ? Verdict.Unknown("the directories of the driver's libraries could not be read, so whether they are there and fit the loaded module is not known")
                : Verdict.Quiet;
        }
        return libraries.IsEmpty
            ? Verdict.Found(Find(State.Fault, Repair.ConfigFix, [facts.Libraries.Source, snapshot.Driver.LoadedVersion.Source], Fixes(snapshot)))
            : Verdict.Quiet;
    }

    private static IEnumerable<PlanAction> Fixes(Snapshot snapshot)
    {
        var distribution = snapshot.Platform.Distribution.Or(null);
        var version = snapshot.Driver.LoadedVersion.Or(null);
        var branch = version?.Branch.ToString(CultureInfo.InvariantCulture);
        var server = DriverWish.InstalledSuffix(snapshot).Contains("-server", StringComparison.Ordinal) ? "-server" : "";
        yield return PlanAction.Look("See whether the linker knows the libraries", "ldconfig", "-p");
        yield return distribution?.Family switch
        {
            DistributionFamily.Ubuntu when branch is not null => PlanAction.Safe("Install the libraries and nvidia-smi of the module's branch", "apt", "install", $"nvidia-utils-{branch}{server}", $"libnvidia-compute-{branch}{server}"),
            DistributionFamily.Debian or DistributionFamily.Proxmox => PlanAction.Safe("Install the libraries", "apt", "install", "libnvidia-ml1", "libcuda1", "nvidia-smi"),
            DistributionFamily.Rhel => PlanAction.Safe("Install the libraries", "dnf", "install", "nvidia-driver-cuda"),
            DistributionFamily.Fedora => PlanAction.Safe("Install the libraries", "dnf", "install", "xorg-x11-drv-nvidia-cuda"),
            DistributionFamily.Arch => PlanAction.Safe("Install the libraries", "pacman", "-S", "nvidia-utils"),
            DistributionFamily.Suse => PlanAction.Safe("Install the libraries", "zypper", "install", "nvidia-compute-G06"),
            _ => PlanAction.ByHand($"Install the driver's libraries{(version is null ? "" : $" of exactly version {version}")} (Ubuntu: nvidia-utils-N and libnvidia-compute-N; Debian: libnvidia-ml1, libcuda1)", needsRoot: true),
        };
        yield return PlanAction.Safe("If they are there, let the linker find them", "ldconfig");
    }
}
