using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Kernel.Actions;
using Strata.Layers.Platform.Actions;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Rules;

/// <summary>nouveau owns the GPU.</summary>
public sealed class NouveauBound : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Kernel, 20),
        "nouveau-bound-to-gpu",
        "nouveau owns the GPU, so the nvidia module cannot take it",
        "A PCI device has one driver. nouveau was loaded first, often from the initial RAM disk, and the nvidia module finds no free GPU.")
    {
        DependsOn =
        [
            "module-missing-for-running-kernel", "module-missing-for-running-kernel-runfile-without-dkms", "driver-not-installed-on-host", "secure-boot-module-signature-rejected",
            "module-built-for-other-kernel", "gpu-needs-legacy-driver-branch", "kernel-ibt-incompatible-module",
        ],
        Reference = "NVRM text in nv-pci.c of the open modules; lspci -k",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var evidence = Evidence(snapshot);
        if (evidence.IsEmpty || ModuleStanding.Works(snapshot))
        {
            return Verdict.Quiet.UnlessUnread(snapshot, "which driver owns the GPU", ModuleStanding.Works(snapshot) ? [] : snapshot.Bus.Gpus.Select(gpu => gpu.Driver));
        }
        var isSeen = evidence.Any(source => (source.Text ?? "").Contains("nouveau", StringComparison.OrdinalIgnoreCase));
        var distribution = snapshot.Platform.Distribution.Or(null);
        var finding = Find(State.Fault, Repair.Reboot, evidence, KeepDriverOut.For(distribution, "nouveau")) with
        {
            Confidence = isSeen ? Confidence.Certain : Confidence.Likely,
        };
        return Verdict.Found(BlockedTooLate(snapshot) is not var (line, module) ? finding : finding with
        {
            Title = "nouveau owns the GPU: it is kept out of the system, but not out of the initial RAM disk, which loads it first",
            Evidence = [.. evidence, line, module],
            Fixes = [.. RebuildInitramfs.Renew(distribution, snapshot.Kernel.Running.Or(null)), RestartHost.Because("Reboot, so that nvidia finds the GPU free")],
        });
    }

    // The line in modprobe's configuration that keeps nouveau out, and the module in an initial RAM disk that does not have this line.
    private static (Source Line, Source Module)? BlockedTooLate(Snapshot snapshot) =>
        snapshot.Platform.Modprobe.Or(null)?.Blocks("nouveau").FirstOrDefault() is { } line
        && snapshot.Platform.Parameter("modprobe.blacklist")?.Split(',').Contains("nouveau") is not true
        && snapshot.Bus.RunningInitrd.TryGet(out var disk)
        && disk.Module("nouveau") is { } module
        && disk.Modprobe.TryGet(out var inside)
        && !inside.Blocks("nouveau").Any()
            ? (line.Source, module)
            : null;

    private static ImmutableArray<Source> Evidence(Snapshot snapshot)
    {
        var log = snapshot.Log;
        ImmutableArray<Source> bound =
        [
            .. snapshot.Bus.Gpus.Where(gpu => gpu.Driver.Or("") == "nouveau").Select(gpu => gpu.Driver.Source),
            .. log.Current(KernelSigns.AlreadyBound).Where(hit => hit["driver"].Equals("nouveau", StringComparison.OrdinalIgnoreCase)).Select(hit => hit.Source),
            .. log.Current(KernelSigns.InstallerFoundNouveau).Select(hit => hit.Source),
        ];
        var atWork = log.Current(KernelSigns.NouveauAtWork);
        var notCalled = log.Current(KernelSigns.ProbeNotCalled).Select(hit => hit.Source);
        if (!bound.IsEmpty)
        {
            return [.. bound, .. notCalled, .. atWork.Take(1).Select(hit => hit.Source)];
        }
        var inUse = snapshot.Bus.Gpus.IsEmpty ? log.Current(KernelSigns.DriverInUse).Where(hit => hit["driver"] == "nouveau").Select(hit => hit.Source).ToImmutableArray() : [];
        if (!inUse.IsEmpty)
        {
            return [.. inUse, .. notCalled];
        }
        // nouveau at work explains that nvidia found no free GPU; alone it may have let go since, or drive another card.
        var loaded = snapshot.Driver.Modules.Or([]).Where(module => module.Name == "nouveau" && module.UseCount > 0).Select(module => module.Source);
        var listed = log.Current(KernelSigns.DriverInUseElsewhere.AsSpan()).Select(hit => hit.Source);
        ImmutableArray<Source> signs = [.. atWork.Take(2).Select(hit => hit.Source), .. snapshot.Bus.Gpus.IsEmpty ? loaded : [], .. listed];
        if (signs.IsEmpty && snapshot.Bus.Gpus.IsEmpty && snapshot.Driver.Modules.IsUnreadable && !log.HasAny(KernelSigns.AlreadyBound, KernelSigns.VfioNamed, KernelSigns.NovaAtWork))
        {
            return [.. notCalled];
        }
        return signs.IsEmpty || !(log.Has(KernelSigns.ProbeNotCalled) || snapshot.Driver.LoadedVersion.IsAbsent || SaysNotLoaded(snapshot) || log.Has(KernelSigns.NoSuchDevice)) || OtherOwner(snapshot)
            ? []
            : [.. log.Current(KernelSigns.ProbeNotCalled).Select(hit => hit.Source), .. signs];
    }

    private static bool SaysNotLoaded(Snapshot snapshot) => snapshot.Driver.Nvml.TryGet(out var nvml) && nvml.Code == 9;

    private static bool OtherOwner(Snapshot snapshot) => snapshot.Bus.Gpus.Any(gpu => gpu.Driver.IsKnown);
}
