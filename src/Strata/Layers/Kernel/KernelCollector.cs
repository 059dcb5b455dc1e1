using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Judging;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Kernel;

/// <summary>Reads kernels, their modules and how these are built.</summary>
public static partial class KernelCollector
{
    /// <summary>Collects the facts.</summary>
    public static KernelFacts Collect(IMachine machine, LogFacts log)
    {
        var running = Running(machine, log);
        var installed = InstalledKernels.Collect(machine).OrElse(() => InstalledKernels.Collect(log));
        var dkms = Dkms(machine, log, installed.Or([]));
        return new KernelFacts
        {
            Running = running,
            Installed = installed,
            NextBoot = NextBoot.Collect(machine, installed),
            Dkms = dkms,
            RunningModules = RunningModules(machine, running, installed),
            FailedBuilds = DkmsTree.FailedBuilds(machine, dkms.Or([])),
            Modprobe = ModprobeConfig.Collect(machine),
        };
    }

    private static Reading<string> Running(IMachine machine, LogFacts log) =>
        Take(machine.Read("/proc/sys/kernel/osrelease"), First())
            .OrElse(() => Take(machine.Read("/proc/version"), Version()))
            .OrElse(() => Take(machine.Run(ToolCall.Of("uname", "-a")).Map(output => output.Output), Uname()))
            .OrElse(() => Take(machine.Run(ToolCall.Of("uname", "-r")).Map(output => output.Output), First()))
            .OrElse(() => Last(log, KernelSigns.Uname))
            .OrElse(() => Last(log, KernelSigns.LinuxVersion))
            .OrElse(() => Last(log, KernelSigns.BootImage));

    private static Reading<string> Take(Reading<TextDocument> reading, Regex pattern)
    {
        if (!reading.TryGet(out var document))
        {
            return reading.Map(_ => "");
        }
        for (var i = 0; i < document.Lines.Length; i++)
        {
            if (pattern.Match(document.Lines[i]) is { Success: true } match)
            {
                return Reading.Known(match.Groups["release"].Value, document.At(i));
            }
        }
        return Reading.Unreadable<string>("no kernel release in it", document.Whole);
    }

    private static Reading<string> Last(LogFacts log, LogSign sign) => log.Current(sign) is [.., var hit]
        ? Reading.Known(hit["release"], hit.Source)
        : Reading.NotLooked<string>("running kernel");

    private static Reading<ImmutableArray<DkmsEntry>> Dkms(IMachine machine, LogFacts log, ImmutableArray<InstalledKernel> installed) =>
        DkmsTree.Entries(machine, installed)
            .OrElse(() => machine.Run(ToolCall.Of("dkms", "status")).Map(output => DkmsStatusParser.Parse(output.Output)))
            .OrElse(() => log.Current(KernelSigns.DkmsStatus.AsSpan()) is { IsEmpty: false } hits
                ? Reading.Known(hits.Select(hit => DkmsStatusParser.Entry(name => hit[name], hit.Source)).ToImmutableArray(), hits[0].Source)
                : Reading.NotLooked<ImmutableArray<DkmsEntry>>("dkms status"));

    private static Reading<ImmutableArray<ModuleFile>> RunningModules(IMachine machine, Reading<string> running, Reading<ImmutableArray<InstalledKernel>> installed)
    {
        if (running.TryGet(out var release) && installed.TryGet(out var kernels))
        {
            var kernel = kernels.FirstOrDefault(candidate => candidate.Release == release);
            if (kernel is not null && kernel.Modules.IsKnown)
            {
                return kernel.Modules;
            }
            if (machine.Origin.IsWholeMachine)
            {
                return kernel?.Modules ?? Reading.Known(ImmutableArray<ModuleFile>.Empty, installed.Source);
            }
        }
        foreach (var name in new[] { "nvidia", "nvidia-current", "nvidia-current-open" })
        {
            if (machine.Run(ToolCall.Of("modinfo", name)).TryGet(out var output) && ModinfoParser.ParseAll(name, output.Output) is { IsEmpty: false } files)
            {
                return Reading.Known(files, files[0].Source);
            }
        }
        return Reading.NotLooked<ImmutableArray<ModuleFile>>("module files");
    }

    [GeneratedRegex(@"^\s*(?<release>\d+\.\d+\S*)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex First();

    [GeneratedRegex(@"Linux version (?<release>\d+\.\d+\S*)", RegexOptions.CultureInvariant)]
    private static partial Regex Version();

    // uname -a, or the answer of uname -r.
    [GeneratedRegex(@"Linux \S+ (?<release>\d+\.\d+\S*) #|^\s*(?<release>\d+\.\d+\.\d+\S*)\s*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Uname();
}
