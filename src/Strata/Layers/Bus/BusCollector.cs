using System.Collections.Immutable;
using System.Globalization;
using Strata.Layers.Platform;
using Strata.Machine;
using Strata.Sampling;
using Strata.Snapshots;

namespace Strata.Layers.Bus;

/// <summary>Reads the PCI bus.</summary>
public static class BusCollector
{
    // Listings that tell most come first; the old bug reports have the last ones only.
    private static readonly ToolCall[] Listings =
    [
        ToolCall.Of("lspci", "-nnDvvv"),
        ToolCall.Of("lspci", "-d", "10de:", "-v", "-xxx"),
        ToolCall.Of("lspci", "-d", "10b5:*", "-v", "-xxx"),
        ToolCall.Of("lspci", "-nn"),
    ];

    /// <summary>Collects the facts.</summary>
    public static BusFacts Collect(IMachine machine, LogFacts log, PlatformFacts platform)
    {
        var (functions, complete) = FromSysfs(machine);
        if (!functions.IsKnown)
        {
            (functions, complete) = FromLspci(machine, functions);
        }
        if (!functions.IsKnown && FromLog(log) is { IsEmpty: false } seen)
        {
            functions = Reading.Known(seen, seen[0].Source);
        }
        var options = VfioOptions(platform.Modprobe, log);
        var facts = new BusFacts
        {
            Functions = functions.Map(all => Named(WithPorts(all))),
            IsComplete = complete,
            VfioOptions = options,
            WantedForVms = [.. Vfio.VfioIds.Of(options.Or([]), platform.KernelCommandLine).Select(id => id.Id)],
            MemoryClaims = machine.Read("/proc/iomem").TryGet(out var iomem) ? IomemParser.Parse(iomem) : [],
            SmiLinks = SmiLinks(machine),
            Uptime = Uptime(machine),
            DriverTrace = DriverTrace(machine),
        };
        return facts with { RunningInitrd = RunningInitrd(machine, log, facts) };
    }

    // "345678.90 1234567.00": seconds since the start, and seconds that processors idled.
    private static Reading<double> Uptime(IMachine machine)
    {
        var text = machine.Read("/proc/uptime");
        if (!text.TryGet(out var document))
        {
            return text.Map(_ => 0.0);
        }
        return double.TryParse(document.FirstTrimmed.Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            ? Reading.Known(seconds / 3600, document.At(0))
            : Reading.NotLooked<double>("/proc/uptime");
    }

    private static (Reading<ImmutableArray<PciFunction>>, bool Complete) FromSysfs(IMachine machine)
    {
        var names = machine.List(SysfsPciReader.Root);
        if (names.IsAbsent && machine.Origin.IsWholeMachine && machine.List("/sys/bus").IsKnown)
        {
            return (Reading.Known(ImmutableArray<PciFunction>.Empty, new Source(SysfsPciReader.Root, null, "not there: this machine has no PCI bus")), true);
        }
        if (!names.TryGet(out var all))
        {
            return (names.Map(_ => ImmutableArray<PciFunction>.Empty), false);
        }
        var reader = new SysfsPciReader(machine);
        var vendors = all.Select(name => (Address: PciAddress.Parse(name), Name: name)).Where(item => item.Address is not null)
            .ToDictionary(item => item.Address!.Value, item => reader.Vendor(item.Address!.Value));
        if (vendors.Count > 0 && vendors.Values.All(vendor => !vendor.IsKnown))
        {
            return (Reading.Unreadable<ImmutableArray<PciFunction>>("no vendor id could be read", names.Source), false);
        }
        var nvidia = vendors.Where(pair => pair.Value.TryGet(out var vendor) && vendor == PciFunction.Nvidia).Select(pair => pair.Key).ToHashSet();
        var functions = new Dictionary<PciAddress, PciFunction>();
        foreach (var address in nvidia)
        {
            Keep(functions, reader.Read(address));
        }
        foreach (var port in functions.Values.SelectMany(function => function.Ports).Distinct().ToList())
        {
            Keep(functions, reader.Read(port));
        }
        foreach (var address in Companions(machine, functions.Values, vendors.Keys).Where(address => !functions.ContainsKey(address)).ToList())
        {
            Keep(functions, reader.Companion(address));
        }
        return (Reading.Known(functions.Values.OrderBy(function => function.Address).ToImmutableArray(), names.Source), true);
    }

    private static HashSet<PciAddress> Companions(IMachine machine, IEnumerable<PciFunction> functions, IEnumerable<PciAddress> all)
    {
        var slots = functions.Where(function => function.IsGpu).Select(function => function.Address.Slot).ToHashSet();
        var found = all.Where(address => slots.Contains(address.Slot)).ToHashSet();
        foreach (var group in functions.Where(function => function.IsGpu).Select(function => function.IommuGroup).Where(group => group.IsKnown).Select(group => group.Or(0)).Distinct())
        {
            var members = machine.List(string.Create(CultureInfo.InvariantCulture, $"/sys/kernel/iommu_groups/{group}/devices"));
            foreach (var name in members.Or([]))
            {
                if (PciAddress.TryParse(name, out var address))
                {
                    found.Add(address);
                }
            }
        }
        return found;
    }

    private static void Keep(Dictionary<PciAddress, PciFunction> functions, PciFunction? function)
    {
        if (function is not null)
        {
            functions[function.Address] = function;
        }
    }

    private static (Reading<ImmutableArray<PciFunction>>, bool Complete) FromLspci(IMachine machine, Reading<ImmutableArray<PciFunction>> otherwise)
    {
        var functions = new Dictionary<PciAddress, PciFunction>();
        Source? source = null;
        foreach (var call in Listings)
        {
            if (machine.Run(call).TryGet(out var tool))
            {
                source ??= tool.Output.Whole;
                foreach (var function in LspciParser.Parse(tool.Output))
                {
                    functions[function.Address] = functions.TryGetValue(function.Address, out var known) ? Join(known, function) : function;
                }
            }
        }
        var complete = functions.Values.Any(function => function.Class >> 8 == 0x0600);
        if (source is null || (functions.Count == 0 && !machine.Origin.IsWholeMachine))
        {
            return (otherwise, false);
        }
        return (Reading.Known(functions.Values.OrderBy(function => function.Address).ToImmutableArray(), source), complete);
    }

    // The listing with details may lack ids, the listing with ids lacks details.
    private static PciFunction Join(PciFunction known, PciFunction more) => known with
    {
        Class = known.Class != 0 ? known.Class : more.Class,
        Vendor = known.Vendor != 0 ? known.Vendor : more.Vendor,
        Device = known.Device != 0 ? known.Device : more.Device,
        Name = known.Name ?? more.Name,
        Driver = known.Driver.IsKnown ? known.Driver : more.Driver.IsKnown ? more.Driver : known.Driver,
        Modules = known.Modules.IsKnown ? known.Modules : more.Modules.IsKnown ? more.Modules : known.Modules,
        Answers = known.Answers.TryGet(out var answers) && !answers ? known.Answers : more.Answers.TryGet(out var other) && !other ? more.Answers : known.Answers.IsKnown ? known.Answers : more.Answers,
        Link = known.Link.IsKnown ? known.Link : more.Link,
        LinkCapability = known.LinkCapability.IsKnown ? known.LinkCapability : more.LinkCapability,
        Bars = known.Bars.IsKnown ? known.Bars : more.Bars,
        Acs = known.Acs.IsKnown ? known.Acs : more.Acs,
        IommuGroup = known.IommuGroup.IsKnown ? known.IommuGroup : more.IommuGroup,
        Subsystem = known.Subsystem ?? more.Subsystem,
        Below = known.Below ?? more.Below,
    };

    // Bridges tell which buses are below them; sysfs has told it already.
    private static ImmutableArray<PciFunction> WithPorts(ImmutableArray<PciFunction> functions)
    {
        var bridges = functions.Where(function => function.Below is { Secondary: > 0 }).ToList();
        return
        [
            .. functions.Select(function =>
            {
                var ports = function.Ports.IsEmpty
                    ? [.. bridges.Where(bridge => bridge.Address.Domain == function.Address.Domain && bridge.Address != function.Address
                            && bridge.Below!.Value.Secondary <= function.Address.Bus && function.Address.Bus <= bridge.Below.Value.Subordinate)
                        .OrderByDescending(bridge => bridge.Below!.Value.Secondary).Select(bridge => bridge.Address)]
                    : function.Ports;
                var nearest = ports.IsEmpty ? function.Port : ports[0];
                var port = functions.FirstOrDefault(other => other.Address == nearest);
                return function with { Ports = ports, Port = nearest, PortCapability = port is null ? function.PortCapability : port.LinkCapability };
            }),
        ];
    }

    private static ImmutableArray<PciFunction> Named(ImmutableArray<PciFunction> functions) =>
        [.. functions.Select(function => function.IsGpu && function.Device != 0 && GpuCatalogue.Find(function)?.Name is { } name ? function with { Name = name } : function)];

    private static ImmutableArray<PciFunction> FromLog(LogFacts log)
    {
        var functions = new Dictionary<PciAddress, PciFunction>();
        foreach (var hit in log.Current(BusSigns.EnumeratedFunction, BusSigns.ListedGpu))
        {
            if (PciAddress.TryParse(hit["address"], out var address) && !functions.ContainsKey(address))
            {
                var code = int.TryParse(hit["class"], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number) ? number : 0x030000;
                _ = int.TryParse(hit["device"], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var device);
                functions[address] = new PciFunction(address, code, PciFunction.Nvidia, device) { Source = hit.Source, Name = hit["name"] is { Length: > 0 } name ? name : null };
            }
        }
        return [.. functions.Values.OrderBy(function => function.Address)];
    }

    private static Reading<ImmutableArray<SmiLink>> SmiLinks(IMachine machine)
    {
        if (machine.Library<GpuAnswers>().TryGet(out var told))
        {
            return LibraryLinks.Of(told);
        }
        var query = machine.Run(ToolCall.Of("nvidia-smi", "-q"));
        query = query.IsKnown || machine.Origin.IsWholeMachine ? query : machine.Run(ToolCall.Of("nvidia-smi", "-q", "-x"));
        return query.TryGet(out var tool) ? Reading.Known(SmiLinkParser.Parse(tool.Output), tool.Output.Whole) : query.Map(_ => ImmutableArray<SmiLink>.Empty);
    }

    // A driver that once worked here leaves a loaded module, its configuration or its tool behind.
    private static Source? DriverTrace(IMachine machine)
    {
        if (machine.List("/sys/module/nvidia") is Reading<ImmutableArray<string>>.Known module)
        {
            return module.Source;
        }
        foreach (var path in (string[])["/usr/bin/nvidia-persistenced", "/usr/bin/nvidia-modprobe", "/etc/init/nvidia-persistenced.conf"])
        {
            if (machine.Stat(path) is Reading<FileStatus>.Known file)
            {
                return file.Source;
            }
        }
        return null;
    }

    private static Reading<ImmutableArray<ModuleOption>> VfioOptions(Reading<ModprobeConfig> modprobe, LogFacts log)
    {
        var told = modprobe.IsKnown ? [] : log.Current(BusSigns.VfioOption)
            .Select(hit => ModprobeConfig.ParseLine(hit.Source.Text ?? "", hit.Source)).OfType<ModprobeLine>().SelectMany(line => line.Options).ToImmutableArray();
        return told.IsEmpty ? modprobe.Map(config => config.OptionsOf("vfio")) : Reading.Known(told, told[0].Source);
    }

    // Reading the image unpacks it, so it is read only when it may explain what is wrong.
    private static Reading<InitrdContent> RunningInitrd(IMachine machine, LogFacts log, BusFacts facts)
    {
        var taken = facts.Gpus.Any(gpu => gpu.Driver.Or("") is "nouveau" || (gpu.Driver.Or("") is "nvidia" && facts.WantedForVms.Contains(gpu.PciId)));
        return taken && machine.Origin.IsWholeMachine && RunningKernelCollector.Collect(machine, log).TryGet(out var release)
            && InitrdContent.Find(machine, "/lib/modules/" + release, release).TryGet(out var image)
                ? InitrdContent.Collect(machine, image)
                : facts.RunningInitrd;
    }
}
