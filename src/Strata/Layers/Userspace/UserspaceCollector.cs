using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Judging;
using Strata.Layers.Driver;
using Strata.Layers.Kernel;
using Strata.Layers.Userspace.Apt;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Userspace;

/// <summary>Reads libraries, tools and packages.</summary>
public static partial class UserspaceCollector
{
    /// <summary>Collects the facts.</summary>
    public static UserspaceFacts Collect(IMachine machine, LogFacts log)
    {
        var packages = Packages(machine);
        var libraries = DriverLibraries.Collect(machine);
        var unattended = UnattendedUpgrades.Collect(machine);
        var pins = AptCollector.Pins(machine);
        return new UserspaceFacts
        {
            Packages = packages,
            Libraries = libraries,
            Version = Version(machine, log, packages, libraries),
            Held = HeldPackageCollector.Collect(machine, packages.Or([]), pins),
            Pins = pins,
            Choices = Choices(machine, packages.Or([]), unattended),
            Upgrades = machine.Read("/var/log/apt/history.log").TryGet(out var history) ? UpgradeHistory.Parse(history) : [],
            Unattended = unattended,
            IsDriverInContainer = machine.List("/run/nvidia/driver").Or([]).Length > 0 || machine.List("/run/nvidia/validations").IsKnown,
        };
    }

    private static Reading<ImmutableArray<Package>> Packages(IMachine machine)
    {
        var files = machine.Read("/var/lib/dpkg/status").Map(PackageLists.ParseStatusFile)
            .OrElse(() => machine.List("/var/lib/pacman/local") is var local ? local.Map(names => PackageLists.ParsePacmanFolders(names, local.Source)) : null!);
        // dpkg and pacman keep text files, rpm does not; the tools of the former only a transcript needs.
        return machine.Origin.IsWholeMachine
            ? files.OrElse(() => Tool(machine, ToolCall.Of("rpm", "-qa"), PackageLists.ParseRpm))
            : files.OrElse(() => Tool(machine, ToolCall.Of("dpkg", "-l"), PackageLists.ParseDpkg))
                .OrElse(() => Tool(machine, ToolCall.Of("apt", "list", "--installed"), PackageLists.ParseApt))
                .OrElse(() => Tool(machine, ToolCall.Of("rpm", "-qa"), PackageLists.ParseRpm))
                .OrElse(() => Tool(machine, ToolCall.Of("pacman", "-Q"), PackageLists.ParsePacman));
    }

    private static Reading<ImmutableArray<Package>> Tool(IMachine machine, ToolCall call, Func<TextDocument, ImmutableArray<Package>> parse)
    {
        var reading = machine.Run(call).Map(output => parse(output.Output));
        return reading.TryGet(out var packages) && packages.IsEmpty && !machine.Origin.IsWholeMachine
            ? Reading.NotLooked<ImmutableArray<Package>>(call.CommandLine)
            : reading;
    }

    private static Reading<DriverVersion> Version(
        IMachine machine, LogFacts log, Reading<ImmutableArray<Package>> packages, Reading<ImmutableArray<DriverLibrary>> libraries)
    {
        if (libraries.Or([]).FirstOrDefault(library => library.Name == "libnvidia-ml") is { } library)
        {
            return Reading.Known(library.Version, library.Source);
        }
        if (log.Current(DriverSigns.ApiMismatch, UserspaceSigns.NvmlLibraryVersion, UserspaceSigns.DriverVersionLine) is [.., var last]
            && DriverVersion.Parse(last["client"].Length > 0 ? last["client"] : last["version"]) is { } told)
        {
            return Reading.Known(told, last.Source);
        }
        if (NvmlTells(machine) is { } tool)
        {
            return tool;
        }
        foreach (var name in machine.List("/usr/share/nvidia").Or([]))
        {
            if (Profiles().Match(name) is { Success: true } match && DriverVersion.Parse(match.Groups["version"].Value) is { } profile)
            {
                return Reading.Known(profile, new Source("/usr/share/nvidia/" + name));
            }
        }
        if (packages.Or([]).FirstOrDefault(package => package.IsInstalled && PackageRole.IsUserDriver(package.Name) && package.DriverVersion is not null) is { } installed)
        {
            return Reading.Known(installed.DriverVersion!, installed.Source);
        }
        return machine.Origin.IsWholeMachine && libraries.IsKnown
            ? Reading.Absent<DriverVersion>(libraries.Source)
            : Reading.NotLooked<DriverVersion>("driver libraries");
    }

    // Where NVML works, the library has the version it reports.
    private static Reading<DriverVersion>? NvmlTells(IMachine machine)
    {
        if (machine.Origin.IsWholeMachine)
        {
            return null;
        }
        foreach (var call in new[] { ToolCall.Of("nvidia-smi", "-q"), ToolCall.Of("nvidia-smi") })
        {
            if (!machine.Run(call).TryGet(out var output))
            {
                continue;
            }
            for (var i = 0; i < output.Output.Lines.Length; i++)
            {
                var groups = UserspaceSigns.NvmlLibraryVersion.Match(output.Output.Lines[i]) ?? UserspaceSigns.DriverVersionLine.Match(output.Output.Lines[i]);
                if (groups is not null && DriverVersion.Parse(groups["version"]) is { } version)
                {
                    return Reading.Known(version, output.Output.At(i));
                }
            }
        }
        return null;
    }

    // Asking apt takes a second, so it is asked only where the answer decides something.
    private static Reading<ImmutableArray<AptChoice>> Choices(IMachine machine, ImmutableArray<Package> packages, Reading<UnattendedUpgrades> unattended)
    {
        var driver = packages.Where(package => package.IsInstalled && PackageRole.IsOfDriver(package.Name));
        var matters = unattended.Or(null) is { Enabled: true } || machine.List("/etc/apt/sources.list.d").Or([]).Any(IsNvidiaList);
        return AptCollector.Choices(machine, matters ? driver : []);
    }

    private static bool IsNvidiaList(string name) => name.Contains("cuda", StringComparison.OrdinalIgnoreCase) || name.Contains("nvidia", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^nvidia-application-profiles-(?<version>\d+\.[\d.]*\d)-rc$", RegexOptions.CultureInvariant)]
    private static partial Regex Profiles();
}
