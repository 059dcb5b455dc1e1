using System.Collections.Immutable;
using Strata.Judging;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Kernel;

/// <summary>The one reason of a failed module build that hides the others.</summary>
/// <param name="Cause">Reason.</param>
/// <param name="Traces">Its traces.</param>
/// <param name="All">Every trace of the failed build.</param>
public sealed record BuildVerdict(BuildCause Cause, ImmutableArray<BuildFailure> Traces, ImmutableArray<BuildFailure> All)
{
    /// <summary>Kernel the module was built for, where told.</summary>
    public string? Kernel => Traces.Concat(All).Select(trace => trace.Kernel).FirstOrDefault(text => text is not null);

    /// <summary>Driver that was built, where told.</summary>
    public DriverVersion? Version => Traces.Concat(All).Select(trace => trace.Version).FirstOrDefault(version => version is not null);

    /// <summary>Where it broke, where told.</summary>
    public string? Symbol => Traces.Select(trace => trace.Symbol).FirstOrDefault(text => text is not null);

    /// <summary>Places of the traces, the telling ones first.</summary>
    public IEnumerable<Source> Evidence => Traces.Take(5).Concat(All.Where(trace => trace.Cause == BuildCause.Unknown).Take(2)).Select(trace => trace.Source);

    /// <summary>The verdict, or null when no build of an NVIDIA module is known to have failed.</summary>
    public static BuildVerdict? Of(Snapshot snapshot)
    {
        ImmutableArray<BuildFailure> all = [.. BuildLog.Judge(snapshot.Log), .. snapshot.Kernel.FailedBuilds.Or([]).Where(failure => Matters(snapshot, failure))];
        if (all.IsEmpty || !AboutNvidia(snapshot, all))
        {
            return null;
        }
        var running = snapshot.Kernel.Running.Or(null) ?? Tried(all);
        var here = all.Where(failure => failure.Kernel is null || running is null || failure.Kernel == running).ToImmutableArray();
        var pool = here.Any(failure => failure.Cause != BuildCause.Unknown) ? here : all;
        var cause = pool.Min(failure => failure.Cause);
        if (cause == BuildCause.Unknown && TwoCompilers(snapshot) is { IsEmpty: false } compilers)
        {
            return new BuildVerdict(BuildCause.Compiler, compilers, all);
        }
        return new BuildVerdict(cause, [.. pool.Where(failure => failure.Cause == cause)], all);
    }

    // The kernel for which a build was tried and broke; kernels that were only passed over are not what it is about.
    private static string? Tried(ImmutableArray<BuildFailure> all) =>
        all.Where(failure => failure.Cause == BuildCause.Unknown).Select(failure => failure.Kernel).FirstOrDefault(kernel => kernel is not null);

    // A log that a past failure left matters while the kernel it was for is installed and still has no module.
    private static bool Matters(Snapshot snapshot, BuildFailure failure) =>
        failure.Kernel is null
        || !snapshot.Kernel.Installed.TryGet(out var kernels)
        || kernels.Any(kernel => kernel.Release == failure.Kernel && !kernel.Modules.Or([]).Any(file => file.Name == "nvidia" && (failure.Version is null || file.Version is null || file.Version.Agrees(failure.Version))));

    // The words for missing headers are the same for every module: the text must speak of NVIDIA somewhere.
    private static bool AboutNvidia(Snapshot snapshot, ImmutableArray<BuildFailure> all)
    {
        if (all.Any(failure => failure.Cause is BuildCause.KernelApi or BuildCause.GplOnlySymbol || failure.Source.Text?.Contains("nvidia", StringComparison.OrdinalIgnoreCase) is true))
        {
            return true;
        }
        return !snapshot.Log.Has(BuildContext.OtherModule)
            && (snapshot.Origin.Kind == OriginKind.Text
                || snapshot.Kernel.Dkms.Or([]).Any()
                || snapshot.Userspace.Packages.Or([]).Any(package => PackageIsDriver(package.Name))
                || snapshot.Log.HasAny(KernelSigns.ModuleNotFound, KernelSigns.ModuleNotFoundBare, KernelSigns.ModuleNotFoundQuoted, BuildContext.Nvidia));
    }

    private static bool PackageIsDriver(string name) => name.StartsWith("nvidia-", StringComparison.Ordinal) || name.StartsWith("akmod-nvidia", StringComparison.Ordinal);

    // A build that failed without a word, on a host whose kernel or tools come from two compiler generations.
    private static ImmutableArray<BuildFailure> TwoCompilers(Snapshot snapshot)
    {
        var versions = snapshot.Log.Current(BuildContext.Compiler.AsSpan());
        return versions.Select(hit => hit["major"]).Distinct(StringComparer.Ordinal).Count() < 2
            ? []
            : [.. versions.DistinctBy(hit => hit["major"]).Select(hit => new BuildFailure(BuildCause.Compiler, hit.Source) { Symbol = hit["tool"] })];
    }
}
