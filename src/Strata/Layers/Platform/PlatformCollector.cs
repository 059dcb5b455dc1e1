using Strata.Judging;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Platform;

/// <summary>Reads firmware, processor and kernel command line.</summary>
public static class PlatformCollector
{
    /// <summary>Collects the facts.</summary>
    public static PlatformFacts Collect(IMachine machine, LogFacts log)
    {
        var commandLine = CommandLine(machine, log);
        var modprobe = ModprobeConfig.Collect(machine);
        return new PlatformFacts
        {
            Distribution = DistributionCollector.Collect(machine, log),
            KernelCommandLine = commandLine,
            SecureBoot = SecureBootCollector.Collect(machine, log),
            Lockdown = machine.Read("/sys/kernel/security/lockdown").Map(Selected),
            Cpu = Cpu(machine, log),
            IommuGroups = IommuGroups(machine, log),
            Hypervisor = HypervisorCollector.Collect(machine, log),
            InterruptRemapping = InterruptRemapping(log),
            HugePages = HugePages(machine),
            BootLoader = BootLoader(machine),
            WantsPassthrough = WantsPassthrough(commandLine, modprobe),
            Modprobe = modprobe,
        };
    }

    private static Reading<string> CommandLine(IMachine machine, LogFacts log) =>
        Line(machine.Read("/proc/cmdline")).OrElse(() => FromLog(log, "kernel command line", hit => hit["line"].Trim(), PlatformSigns.CommandLine));

    // The first line of a one-line file, with the line as the source.
    private static Reading<string> Line(Reading<TextDocument> reading) => reading.TryGet(out var document)
        ? Reading.Known(document.FirstTrimmed, document.At(0))
        : reading.Map(text => text.FirstTrimmed);

    // "none [integrity] confidentiality": the word in brackets holds.
    private static string Selected(TextDocument document)
    {
        var text = document.FirstTrimmed;
        var from = text.IndexOf('[', StringComparison.Ordinal);
        var to = text.IndexOf(']', StringComparison.Ordinal);
        return from >= 0 && to > from ? text[(from + 1)..to] : text;
    }

    private static Reading<CpuVendor> Cpu(IMachine machine, LogFacts log)
    {
        var file = machine.Read("/proc/cpuinfo");
        if (file.TryGet(out var document))
        {
            for (var i = 0; i < document.Lines.Length; i++)
            {
                if (VendorOf(document.Lines[i]) is { } vendor)
                {
                    return Reading.Known(vendor, document.At(i));
                }
            }
        }
        if (log.Current(PlatformSigns.AmdVendorId, PlatformSigns.AmdProcessor, PlatformSigns.AmdHostBridge).FirstOrDefault() is { } amd)
        {
            return Reading.Known(CpuVendor.Amd, amd.Source);
        }
        return log.Current(PlatformSigns.IntelProcessor).FirstOrDefault() is { } intel
            ? Reading.Known(CpuVendor.Intel, intel.Source)
            : file.Map(_ => CpuVendor.Other);
    }

    private static CpuVendor? VendorOf(string line) => line switch
    {
        _ when line.StartsWith("vendor_id", StringComparison.Ordinal) => line.Contains("GenuineIntel", StringComparison.Ordinal)
            ? CpuVendor.Intel
            : line.Contains("AuthenticAMD", StringComparison.Ordinal) || line.Contains("HygonGenuine", StringComparison.Ordinal) ? CpuVendor.Amd : CpuVendor.Other,
        _ when line.StartsWith("CPU implementer", StringComparison.Ordinal) => CpuVendor.Arm,
        _ => null,
    };

    private static Reading<int> IommuGroups(IMachine machine, LogFacts log)
    {
        const string Directory = "/sys/kernel/iommu_groups";
        var groups = machine.List(Directory);
        if (groups.TryGet(out var names))
        {
            return Reading.Known(names.Length, new Source(Directory, null, $"{names.Length} groups"));
        }
        return log.Current(PlatformSigns.IommuGroupAdded) is [var first, ..] hits
            ? Reading.Known(hits.Length, first.Source)
            : groups.Map(list => list.Length);
    }

    private static Reading<bool> InterruptRemapping(LogFacts log) => log.Current(PlatformSigns.AmdInterruptRemapping, PlatformSigns.IntelInterruptRemapping).FirstOrDefault() is { } hit
        ? Reading.Known(true, hit.Source)
        : Reading.NotLooked<bool>("interrupt remapping");

    private static Reading<int> HugePages(IMachine machine)
    {
        var file = machine.Read("/proc/meminfo");
        if (file.TryGet(out var document))
        {
            for (var i = 0; i < document.Lines.Length; i++)
            {
                if (document.Lines[i].StartsWith("HugePages_Total:", StringComparison.Ordinal)
                    && int.TryParse(document.Lines[i]["HugePages_Total:".Length..].Trim(), out var pages))
                {
                    return Reading.Known(pages, document.At(i));
                }
            }
            return Reading.Absent<int>(document.Whole);
        }
        return file.Map(_ => 0);
    }

    private static Source? WantsPassthrough(Reading<string> commandLine, Reading<ModprobeConfig> modprobe) =>
        commandLine.TryGet(out var line) && (line.Contains("vfio-pci.ids=", StringComparison.Ordinal) || line.Contains("vfio_pci.ids=", StringComparison.Ordinal))
            ? commandLine.Source
            : modprobe.Or(null)?.OptionsOf("vfio").FirstOrDefault()?.Source;

    private static BootLoader BootLoader(IMachine machine)
    {
        if (machine.Read("/etc/kernel/proxmox-boot-uuids").IsKnown)
        {
            return Platform.BootLoader.ProxmoxBoot;
        }
        if (machine.Read("/etc/default/grub").IsKnown)
        {
            return Platform.BootLoader.Grub;
        }
        return machine.Read("/etc/kernel/cmdline").IsKnown ? Platform.BootLoader.SystemdBoot : Platform.BootLoader.Unknown;
    }

    private static Reading<string> FromLog(LogFacts log, string name, Func<LogHit, string> value, params LogSign[] signs) =>
        log.Current(signs).LastOrDefault() is { } hit ? Reading.Known(value(hit), hit.Source) : Reading.NotLooked<string>(name);
}
