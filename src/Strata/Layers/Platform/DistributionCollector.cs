using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Platform;

/// <summary>Finds the distribution, from its own files down to the marks it leaves in a kernel's name.</summary>
public static class DistributionCollector
{
    /// <summary>The distribution.</summary>
    public static Reading<Distribution> Collect(IMachine machine, LogFacts log)
    {
        var found = FromFiles(machine).OrElse(() => FromLog(log));
        return found.TryGet(out var known) && known.Family is DistributionFamily.Debian or DistributionFamily.Unknown && Proxmox(machine, log) is { } mark
            ? Reading.Known(new Distribution(DistributionFamily.Proxmox, $"Proxmox VE ({found.Or(null)!.Name})", ""), mark)
            : found;
    }

    private static Reading<Distribution> FromFiles(IMachine machine)
    {
        var first = machine.Read("/etc/os-release");
        (string Path, Func<TextDocument, Distribution?> Parse)[] files =
        [
            ("/etc/os-release", DistributionParser.ParseOsRelease),
            ("/usr/lib/os-release", DistributionParser.ParseOsRelease),
            ("/etc/lsb-release", DistributionParser.ParseLsbRelease),
            ("/etc/redhat-release", document => DistributionParser.FromText(document.FirstTrimmed)),
            ("/etc/issue", DistributionParser.ParseIssue),
            ("/etc/debian_version", DistributionParser.ParseDebianVersion),
            ("/proc/version", document => DistributionParser.FromKernel(document.FirstTrimmed)),
        ];
        foreach (var (path, parse) in files)
        {
            var file = path == "/etc/os-release" ? first : machine.Read(path);
            if (file.TryGet(out var document) && parse(document) is { } found)
            {
                return Reading.Known(found, Evidence(document, found));
            }
        }
        // lsb_release tells nothing that these files do not; a pasted text may have it alone.
        foreach (var (tool, arguments) in (ReadOnlySpan<(string, string)>)[("lsb_release", "-a"), ("uname", "-a")])
        {
            if ((tool == "uname" || !machine.Origin.IsWholeMachine) && machine.Run(ToolCall.Of(tool, arguments)).TryGet(out var answer)
                && (tool == "uname" ? DistributionParser.FromKernel(answer.Output.FirstTrimmed) : DistributionParser.ParseLsbRelease(answer.Output)) is { } found)
            {
                return Reading.Known(found, Evidence(answer.Output, found));
            }
        }
        return first.IsKnown ? Reading.Unreadable<Distribution>("names no distribution that is known", first.Source) : first.Map(_ => new Distribution(DistributionFamily.Unknown, "", ""));
    }

    private static Reading<Distribution> FromLog(LogFacts log)
    {
        foreach (var hit in log.Current(PlatformSigns.PrettyName, PlatformSigns.Description))
        {
            if (DistributionParser.FromText(hit["name"]) is { } named)
            {
                return Reading.Known(named, hit.Source);
            }
        }
        foreach (var hit in log.Current(PlatformSigns.KernelBanner, PlatformSigns.Uname, PlatformSigns.BootImage).Reverse())
        {
            if (DistributionParser.FromKernel(hit["release"] + " " + hit["rest"]) is { } marked)
            {
                return Reading.Known(marked, hit.Source);
            }
        }
        return Reading.NotLooked<Distribution>("distribution");
    }

    private static Source? Proxmox(IMachine machine, LogFacts log)
    {
        if (machine.List("/etc/pve") is Reading<System.Collections.Immutable.ImmutableArray<string>>.Known directory)
        {
            return directory.Source;
        }
        foreach (var path in (string[])["/proc/sys/kernel/osrelease", "/proc/version"])
        {
            if (machine.Read(path).TryGet(out var file) && file.FirstTrimmed.Contains("-pve", StringComparison.Ordinal))
            {
                return file.At(0);
            }
        }
        return log.Current(PlatformSigns.KernelBanner, PlatformSigns.Uname, PlatformSigns.BootImage)
            .FirstOrDefault(hit => hit["release"].Contains("-pve", StringComparison.Ordinal))?.Source;
    }

    private static Source Evidence(TextDocument document, Distribution found) =>
        document.Find(found.Name) is { Line: not null } line ? line : document.Whole;
}
