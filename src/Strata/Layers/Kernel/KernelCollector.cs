using System.Collections.Immutable;
using Strata.Layers.Platform;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Kernel;

/// <summary>Reads kernels, their modules and how these are built.</summary>
public static class KernelCollector
{
    /// <summary>Collects the facts.</summary>
    public static KernelFacts Collect(IMachine machine, LogFacts log)
    {
        var running = RunningKernelCollector.Collect(machine, log);
        var installed = InstalledKernels.Collect(machine).OrElse(() => InstalledKernels.Collect(log));
        var next = NextBoot.Collect(machine, installed);
        var dkms = Dkms(machine, log, installed.Or([]));
        return new KernelFacts
        {
            Running = running,
            Installed = installed,
            NextBoot = next,
            NextInitrdModules = NextInitrdModules(machine, running, installed, next),
            Dkms = dkms,
            RunningModules = RunningModules(machine, running, installed),
            FailedBuilds = DkmsTree.FailedBuilds(machine, dkms.Or([])),
        };
    }

    private static Reading<ImmutableArray<ModuleFile>>? NextInitrdModules(IMachine machine, Reading<string> running, Reading<ImmutableArray<InstalledKernel>> installed, Reading<string> next)
    {
        var kernel = installed.Or([]).FirstOrDefault(kernel => kernel.Release == next.Or(null));
        if (!machine.Origin.IsWholeMachine || kernel is null || !kernel.Initrd.Or(otherwise: false))
        {
            return null;
        }
        var module = kernel.Modules.Or([]).FirstOrDefault(file => file.Name == "nvidia");
        var loaded = DriverVersion.Parse(machine.Read("/sys/module/nvidia/version").Or(null)?.FirstTrimmed);
        if (module?.Version is not { } version || (kernel.Release == running.Or(null) && (loaded is null || loaded.Agrees(version))))
        {
            return null;
        }
        var image = kernel.Initrd.Source.Name;
        return InitrdContent.Collect(machine, image).Map(content => content.Modules
            .Where(source => ModuleName.IsDriver(source.Text ?? ""))
            .Select(source => InstalledKernels.Inspect(machine, $"{image}/{source.Text}"))
            .ToImmutableArray());
    }

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
}
