using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Kernel.Actions;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Rules;

/// <summary>The module file was built for another kernel.</summary>
public sealed class ModuleOfOtherKernel : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Kernel, 31),
        "module-built-for-other-kernel",
        "The nvidia module file was built for another kernel than the one that runs",
        "The kernel checks release, flags and symbol checksums of a module and refuses one that does not fit. Stale files of an older kernel, two build systems side by side, or a kernel rebuilt under the same release cause this.")
    {
        DependsOn = ["nvidia-kernel-modules-mixed-versions"],
        Reference = "kernel/module: check_modinfo, check_version",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var log = snapshot.Log;
        ImmutableArray<LogHit> clear = [.. log.Current(KernelSigns.OtherKernel.AsSpan()).Where(hit => !OfNvidiaItself(hit) && (OfDriver(hit) || snapshot.Origin.Kind == OriginKind.Text))];
        var format = log.Current(KernelSigns.ExecFormat, KernelSigns.InvalidFormat, KernelSigns.UnknownSymbol);
        var files = OnDisk(snapshot);
        if (clear.IsEmpty && format.IsEmpty && files.IsEmpty)
        {
            return Verdict.Quiet.UnlessMute(snapshot, "for which kernel the module was built", snapshot.Driver.LoadedVersion.IsAbsent ? snapshot.Bus.HostGpus : []);
        }
        if (clear.IsEmpty && (ModuleStanding.IsLoaded(snapshot) || log.Has(KernelSigns.MissingEndbr)))
        {
            return Verdict.Quiet;
        }
        var release = snapshot.Kernel.Running.Or(null) ?? clear.Select(hit => hit["running"]).FirstOrDefault(text => text.Length > 0);
        var built = clear.Select(hit => hit["built"]).FirstOrDefault(text => text.Length > 0) ?? files.Select(file => file.BuiltFor).FirstOrDefault();
        var module = clear.Select(hit => hit["module"]).FirstOrDefault(text => text.Length > 0) ?? "nvidia";
        return Verdict.Found(Find(
            State.Fault,
            Repair.ConfigFix,
            [.. clear.Select(hit => hit.Source), .. format.Select(hit => hit.Source), .. files.Select(file => file.Source)],
            Fixes(snapshot, release)) with
        {
            Title = built is null ? Info.Title : $"The {module} module was built for kernel {built}, not for the running {release ?? "one"}",
            Confidence = clear.IsEmpty && files.IsEmpty ? Confidence.Likely : Confidence.Certain,
        });
    }

    private static IEnumerable<PlanAction> Fixes(Snapshot snapshot, string? release)
    {
        var distribution = snapshot.Platform.Distribution.Or(null);
        if (snapshot.Origin.IsWholeMachine && ModuleStanding.UsesDkms(snapshot))
        {
            yield return InstallHeaders.For(distribution, release);
        }
        yield return PlanAction.Look("See which file modprobe takes and for which kernel it was built", "modinfo", "nvidia");
        yield return BuildModule.For(snapshot, release);
        yield return PlanAction.ByHand("Delete stale copies of the module (weak-updates, extra, updates) and keep one build system, dkms or akmods, not both", needsRoot: true);
        yield return release is null ? PlanAction.Safe("Index the modules anew", "depmod", "-a") : PlanAction.Safe("Index the modules anew", "depmod", "-a", release);
    }

    private static bool OfDriver(LogHit hit) => hit["module"].StartsWith("nvidia", StringComparison.Ordinal) || hit["module"].StartsWith("nvgpu", StringComparison.Ordinal);

    // A symbol of nvidia.ko itself: the modules are of different builds, which is another defect.
    private static bool OfNvidiaItself(LogHit hit) =>
        hit["symbol"].StartsWith("nv", StringComparison.Ordinal) || hit["symbol"].StartsWith("rm_", StringComparison.Ordinal);

    private static ImmutableArray<ModuleFile> OnDisk(Snapshot snapshot) =>
        snapshot.Origin.IsWholeMachine && snapshot.Kernel.Running.TryGet(out var release) && snapshot.Driver.LoadedVersion.IsAbsent && !snapshot.Bus.Gpus.IsEmpty
            ?
            [
                .. snapshot.Kernel.RunningModules.Or([]).Where(file => file.Name == "nvidia" && file.BuiltFor is { } built && built != release
                    && !file.Path.Contains("/weak-updates/", StringComparison.Ordinal)),
            ]
            : [];
}
