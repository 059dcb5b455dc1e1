using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Kernel;

/// <summary>What is known of the nvidia module for the running kernel: loaded, on disk, or looked for and not found.</summary>
public static class ModuleStanding
{
    /// <summary>True when the nvidia module is loaded or its library talks to it.</summary>
    public static bool IsLoaded(Snapshot snapshot) =>
        snapshot.Driver.LoadedVersion.IsKnown
        || (snapshot.Driver.Nvml.TryGet(out var nvml) && nvml.Works)
        || snapshot.Driver.Modules.Or([]).Any(module => module.Name == "nvidia");

    /// <summary>True when NVML works now.</summary>
    public static bool Works(Snapshot snapshot) => snapshot.Driver.Nvml.TryGet(out var nvml) && nvml.Works;

    /// <summary>True when DKMS builds the driver on this host.</summary>
    public static bool UsesDkms(Snapshot snapshot) =>
        snapshot.Kernel.Dkms.Or([]).Any() || snapshot.Kernel.Installed.Or([]).Any(kernel => kernel.Modules.Or([]).Any(file => file.Path.Contains("/dkms/", StringComparison.Ordinal)));

    /// <summary>True when akmods builds the driver on this host.</summary>
    public static bool UsesAkmods(Snapshot snapshot) =>
        !snapshot.Kernel.Dkms.Or([]).Any() && snapshot.Userspace.Packages.Or([]).Any(package => package.IsInstalled && package.Name.StartsWith("akmod-nvidia", StringComparison.Ordinal));

    /// <summary>GPUs that the host is to drive and that another driver, or none, is known to hold.</summary>
    public static IEnumerable<PciFunction> GpusWithoutNvidia(Snapshot snapshot) =>
        snapshot.Bus.HostGpus.Where(gpu => gpu.Driver.IsAbsent || gpu.Driver.TryGet(out var driver) && driver != "nvidia");

    /// <summary>The nvidia module in the initial RAM disk of the kernel that boots next, where it is of another version than the file on disk; null where it is not, or was not looked for.</summary>
    public static ModuleFile? OtherInInitrd(Snapshot snapshot) =>
        snapshot.Kernel.Kernel(snapshot.Kernel.NextBoot.Or(null))?.Modules.Or([]).FirstOrDefault(file => file.Name == "nvidia")?.Version is { } version
            ? snapshot.Kernel.NextInitrdModules?.Or([]).FirstOrDefault(file => file.Name == "nvidia" && file.Version is { } inside && !inside.Agrees(version))
            : null;

    /// <summary>The verdict about GPUs that do not work; unknown where it is quiet and nobody could look into the module for the running kernel.</summary>
    public static Verdict UnlessMute(this Verdict verdict, Snapshot snapshot, string question, IEnumerable<PciFunction> gpus)
    {
        if (verdict != Verdict.Quiet || !snapshot.Origin.IsWholeMachine || !gpus.Any())
        {
            return verdict;
        }
        return snapshot.Kernel.RunningModule is { Version: null, VerMagic: null } mute
            ? Verdict.Unknown($"{question}: {mute.Path} could not be read")
            : verdict.UnlessUnread(snapshot, question, snapshot.Kernel.RunningModules);
    }

    /// <summary>True when a whole machine has a file of the driver for any kernel, or a DKMS entry, or its library.</summary>
    public static bool WasInstalled(Snapshot snapshot) =>
        UsesDkms(snapshot)
        || snapshot.Userspace.Version.IsKnown
        || snapshot.Kernel.Installed.Or([]).Any(kernel => !kernel.Modules.Or([]).IsEmpty);

    /// <summary>Places that say that no nvidia module exists for the running kernel; empty when nothing does.</summary>
    public static ImmutableArray<Source> Missing(Snapshot snapshot)
    {
        if (IsLoaded(snapshot) || !snapshot.Kernel.RunningModules.Or([]).IsEmpty)
        {
            return [];
        }
        var evidence = ImmutableArray.CreateBuilder<Source>();
        evidence.AddRange(snapshot.Log.Current(KernelSigns.ModuleNotFound, KernelSigns.ModuleNotFoundBare, KernelSigns.ModuleNotFoundQuoted)
            .Where(hit => ModuleName.Of(hit["module"]) is "nvidia" or "nvidia_drm" or "nvidia_modeset")
            .Where(hit => !hit.Source.Text!.Contains("modinfo", StringComparison.Ordinal) || snapshot.Userspace.Version.IsKnown)
            .Select(hit => hit.Source));
        evidence.AddRange(GpusWithoutNvidia(snapshot)
            .Where(gpu => gpu.Modules.TryGet(out var modules) && !modules.IsEmpty && !modules.Any(ModuleName.IsDriver))
            .Select(gpu => gpu.Modules.Source));
        if (snapshot.Bus.Gpus.IsEmpty)
        {
            evidence.AddRange(snapshot.Log.Current(KernelSigns.ModulesOfDevice)
                .Where(hit => hit["modules"].Split(',', StringSplitOptions.TrimEntries) is var modules
                    && modules.Any(module => module is "nouveau" or "nvidiafb" or "nova_core") && !modules.Any(ModuleName.IsDriver))
                .Select(hit => hit.Source));
        }
        evidence.AddRange(ForOtherKernelsOnly(snapshot));
        if (snapshot.Origin.IsWholeMachine && snapshot.Kernel.RunningModules.TryGet(out var files) && files.IsEmpty && !snapshot.Bus.HostGpus.IsEmpty && WasInstalled(snapshot))
        {
            evidence.Add(snapshot.Kernel.RunningModules.Source);
        }
        return evidence.ToImmutable();
    }

    // A text in which the driver is not loaded, and everything that is shown of it was built for another kernel.
    private static IEnumerable<Source> ForOtherKernelsOnly(Snapshot snapshot)
    {
        if (snapshot.Origin.Kind != OriginKind.Text || !snapshot.Kernel.Running.TryGet(out var running) || !snapshot.Driver.Nvml.TryGet(out var nvml) || nvml.Code != 9)
        {
            yield break;
        }
        var built = snapshot.Kernel.Dkms.Or([]).Where(entry => entry.Kernel is not null && entry.State.StartsWith("installed", StringComparison.Ordinal)).ToList();
        if (built.Count > 0 && built.TrueForAll(entry => entry.Kernel != running))
        {
            yield return built[0].Source;
            yield return snapshot.Kernel.Running.Source;
        }
        var kernels = snapshot.Kernel.Installed.Or([]);
        if (built.Count == 0 && !kernels.IsEmpty && kernels.All(kernel => kernel.Release != running))
        {
            yield return kernels[0].Modules.Source;
            yield return snapshot.Kernel.Running.Source;
        }
    }

    /// <summary>Module files of another kernel that a .run file put there: under kernel/drivers/video, where DKMS and distributions put none.</summary>
    public static ImmutableArray<ModuleFile> OfRunfile(Snapshot snapshot) =>
    [
        .. snapshot.Kernel.Installed.Or([])
            .Where(kernel => kernel.Release != snapshot.Kernel.Running.Or(null))
            .SelectMany(kernel => kernel.Modules.Or([]))
            .Where(file => file.Name == "nvidia" && file.Path.Contains("/kernel/drivers/video/", StringComparison.Ordinal)),
    ];

    /// <summary>True when DKMS is known to be absent or to know no NVIDIA module.</summary>
    public static bool LacksDkms(Snapshot snapshot) =>
        snapshot.Log.Has(KernelSigns.DkmsAbsent)
        || snapshot.Kernel.Dkms.IsAbsent
        || (snapshot.Kernel.Dkms.TryGet(out var entries) && entries.IsEmpty);
}
