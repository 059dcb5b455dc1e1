using System.Collections.Immutable;
using Strata.Layers.Bus;
using Strata.Layers.Driver.Xid;
using Strata.Layers.Kernel;
using Strata.Machine;
using Strata.Sampling;
using Strata.Snapshots;

namespace Strata.Layers.Driver;

/// <summary>Reads the loaded driver and what it says of its GPUs.</summary>
public static class DriverCollector
{
    private static readonly ToolCall Table = ToolCall.Of("nvidia-smi");
    private static readonly ToolCall Query = ToolCall.Of("nvidia-smi", "-q");
    private static readonly ToolCall Xml = ToolCall.Of("nvidia-smi", "-q", "-x");
    private static readonly ToolCall Csv = ToolCall.Of("nvidia-smi", "--query-gpu");
    private static readonly ToolCall List = ToolCall.Of("nvidia-smi", "-L");
    private static readonly ImmutableArray<string> NodePaths = ["/dev/nvidiactl", "/dev/nvidia0", "/dev/nvidia-uvm", "/dev/nvidia-modeset"];

    /// <summary>Collects the facts.</summary>
    public static DriverFacts Collect(IMachine machine, LogFacts log)
    {
        var table = machine.Run(Table);
        var query = machine.Run(Query);
        var list = machine.Run(List);
        var xml = Written(machine, Xml);
        var csv = Written(machine, Csv);
        var modules = CollectModules(machine);
        var library = machine.Library<GpuAnswers>();
        var silent = library.Map(LibraryStates.Silent).Or([]);
        ImmutableArray<NvmlFailure> failures = [.. LibraryStates.Failures(silent), .. CollectFailures(log, table, query, list, xml, csv)];
        var nvml = library switch
        {
            Reading<GpuAnswers>.Known told => LibraryStates.Nvml(told.Value),
            Reading<GpuAnswers>.Unreadable { Why: not Reading.NotHere } untold => Reading.Unreadable<NvmlAnswer>(untold.Why, untold.Source),
            _ => CollectNvml(log, failures, table, query, list, xml, csv),
        };
        var (version, flavour) = CollectVersion(machine, log, modules, nvml);
        return new DriverFacts
        {
            Modules = modules,
            LoadedVersion = version,
            Flavour = flavour,
            Nvml = nvml,
            NvmlFailures = failures,
            Silent = silent,
            Gpus = library.TryGet(out var answers) ? GpuMerger.Merge(machine, LibraryStates.Gpus(answers)) : GpuMerger.Merge(
                machine, [(query, SmiQueryParser.Parse), (xml, SmiXmlParser.Parse), (csv, SmiCsvParser.Parse), (table, SmiTableParser.Parse)], list),
            DamagedInforoms = CollectInforoms(log, table, query, list),
            Xids = XidParser.Parse(log, withSummaries: machine.Origin.Kind == OriginKind.Text),
            Sxids = XidParser.ParseSwitch(log),
            Persistence = PersistenceCollector.Collect(machine),
            Parameters = machine.Read("/proc/driver/nvidia/params").Map(KeyValueParser.Parse),
            Nodes = NodePaths.ToImmutableDictionary(path => path, machine.Stat, StringComparer.Ordinal),
        };
    }

    // Other forms of the same answer stand in texts only; a machine is asked once.
    private static Reading<ToolOutput> Written(IMachine machine, ToolCall call) =>
        machine.Origin.IsWholeMachine ? Reading.NotLooked<ToolOutput>(call.CommandLine) : machine.Run(call);

    private static Reading<ImmutableArray<LoadedModule>> CollectModules(IMachine machine) => machine.Read("/proc/modules").Map(ModulesParser.Parse)
        .OrElse(() => machine.Run(ToolCall.Of("lsmod")).Map(output => ModulesParser.Parse(output.Output)));

    private static (Reading<DriverVersion> Version, Flavour Flavour) CollectVersion(
        IMachine machine, LogFacts log, Reading<ImmutableArray<LoadedModule>> modules, Reading<NvmlAnswer> nvml)
    {
        var file = machine.Read("/proc/driver/nvidia/version");
        if (file.TryGet(out var text))
        {
            foreach (var line in text.Lines)
            {
                if (ProcVersionParser.Parse(line) is { } banner)
                {
                    return (Reading.Known(banner.Version, ProcVersionParser.Place(text)), banner.Flavour);
                }
            }
        }
        if (file.IsAbsent)
        {
            return (Reading.Absent<DriverVersion>(file.Source), Flavour.None);
        }
        var flavour = FlavourOf(log) ?? Flavour.Unknown;
        if (machine.Read("/sys/module/nvidia/version") is { } sysfs && sysfs.TryGet(out var short_) && DriverVersion.Parse(short_.FirstTrimmed) is { } loaded)
        {
            return (Reading.Known(loaded, short_.Whole), flavour);
        }
        if (modules.TryGet(out var list) && machine.Origin.Kind != OriginKind.Text && list.All(module => module.Name != "nvidia"))
        {
            return (Reading.Absent<DriverVersion>(modules.Source), Flavour.None);
        }
        return (OfLog(log) ?? OfNvml(nvml) ?? Reading.NotLooked<DriverVersion>("/proc/driver/nvidia/version"), flavour);
    }

    private static Reading<DriverVersion>? OfLog(LogFacts log) => log.Current(DriverSigns.Loading, DriverSigns.ApiMismatch)
        .Select(hit => (hit.Source, Version: hit["module"].Length > 0 ? DriverVersion.Parse(hit["module"]) : ProcVersionParser.Parse(hit["banner"])?.Version))
        .Where(item => item.Version is not null)
        .Select(item => Reading.Known(item.Version!, item.Source))
        .LastOrDefault();

    private static Reading<DriverVersion>? OfNvml(Reading<NvmlAnswer> nvml) =>
        nvml.TryGet(out var answer) && answer.Works && answer.DriverVersion is { } version ? Reading.Known(version, nvml.Source) : null;

    private static Flavour? FlavourOf(LogFacts log) =>
        log.Current(DriverSigns.Loading).Select(hit => ProcVersionParser.Parse(hit["banner"])?.Flavour).LastOrDefault(flavour => flavour is not null);

    private static ImmutableArray<NvmlFailure> CollectFailures(LogFacts log, params ReadOnlySpan<Reading<ToolOutput>> answers)
    {
        var failures = new List<NvmlFailure>();
        foreach (var answer in answers)
        {
            if (answer.TryGet(out var output))
            {
                failures.AddRange(NvmlTextParser.Failures(output.Output));
            }
        }
        var hits = log.Current(DriverSigns.NvmlInit, DriverSigns.SmiNoDriver, DriverSigns.NvmlDriverNotLoaded, DriverSigns.NoDevices, DriverSigns.NoHandle);
        failures.AddRange(hits.Select(hit => NvmlTextParser.Failure(hit.Source.Text ?? "", hit.Source)).OfType<NvmlFailure>());
        return [.. failures.DistinctBy(failure => (failure.Code, failure.Gpu, failure.Source.Line, failure.Source.Text?.Trim()))];
    }

    private static ImmutableArray<(PciAddress? Gpu, Source Source)> CollectInforoms(LogFacts log, params ReadOnlySpan<Reading<ToolOutput>> answers)
    {
        var found = log.Current(DriverSigns.Inforom).Select(hit => (Gpu: PciAddress.Parse(hit["gpu"]), hit.Source)).ToList();
        foreach (var answer in answers)
        {
            var lines = answer.TryGet(out var output) ? output.Output.Lines : [];
            for (var i = 0; i < lines.Length; i++)
            {
                if (DriverSigns.Inforom.Match(lines[i]) is { } groups)
                {
                    found.Add((PciAddress.Parse(groups.GetValueOrDefault("gpu")), output!.Output.At(i)));
                }
            }
        }
        return [.. found.DistinctBy(item => (item.Gpu, item.Source.Line))];
    }

    private static Reading<NvmlAnswer> CollectNvml(LogFacts log, ImmutableArray<NvmlFailure> failures, params ReadOnlySpan<Reading<ToolOutput>> answers)
    {
        Reading<NvmlAnswer>? refused = null;
        foreach (var answer in answers)
        {
            if (answer.TryGet(out var output) && NvmlTextParser.Parse(output, out var place) is { } told)
            {
                var reading = Reading.Known(told, place);
                if (told.Works)
                {
                    return reading;
                }
                refused ??= reading;
            }
        }
        if (refused is not null)
        {
            return refused;
        }
        if (failures.FirstOrDefault() is { } failure)
        {
            return Reading.Known(new NvmlAnswer(failure.Code, null, null, null, failure.Source.Text?.Trim() ?? ""), failure.Source);
        }
        return answers[0] switch
        {
            Reading<ToolOutput>.Absent absent => Reading.Absent<NvmlAnswer>(absent.Source),
            Reading<ToolOutput>.Unreadable unreadable => Reading.Unreadable<NvmlAnswer>(unreadable.Why, unreadable.Source),
            var other => Reading.Unreadable<NvmlAnswer>("the answer of nvidia-smi is not of a known form", other.Source),
        };
    }
}
