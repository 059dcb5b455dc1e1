using System.Collections.Immutable;
using Strata.Layers.Container.Cdi;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Container;

/// <summary>Reads the container layer.</summary>
public static class ContainerCollector
{
    private const int MostUsers = 200;

    private static readonly string[] ToolkitPrograms =
    [
        "/usr/bin/nvidia-container-runtime", "/usr/bin/nvidia-ctk", "/usr/local/nvidia/toolkit/nvidia-container-runtime",
        "/run/current-system/sw/bin/nvidia-ctk", "/usr/bin/nvidia-container-toolkit", "/usr/local/bin/nvidia-ctk",
    ];

    /// <summary>Collects the facts.</summary>
    public static ContainerFacts Collect(IMachine machine, LogFacts log)
    {
        var enforces = SelinuxEnforces(machine);
        var docker = Docker(machine);
        var podman = PodmanCdiDirectories(machine);
        var running = GpuContainerCollector.Collect(machine);
        var toolkit = FirstThere(machine, ToolkitPrograms, "container toolkit");
        return new ContainerFacts
        {
            Engines = EngineCollector.Collect(machine, log),
            Toolkit = toolkit,
            ToolkitVersion = ToolkitVersion(machine, log),
            ToolkitConfig = machine.Read("/etc/nvidia-container-runtime/config.toml").Map(Container.ToolkitConfig.Parse),
            Docker = docker,
            RootlessDocker = RootlessDocker(machine),
            Cri = CriConfigCollector.Collect(machine),
            PodmanCdiDirectories = podman,
            CdiSpecs = CdiCollector.Collect(machine, docker.Or(null)?.CdiDirectories ?? [], podman.Or([])),
            SelinuxEnforces = enforces,
            Denials = enforces.TryGet(out var on) && !on ? [] : [.. SelinuxDenial.In(log).Where(denial => denial.Subject != SelinuxSubject.Other)],
            AtRisk = running.AtRisk,
            Unseen = running.Unseen,
            Revoked = GpuContainerCollector.Revoked(machine),
        };
    }

    private static Reading<bool> SelinuxEnforces(IMachine machine)
    {
        var file = machine.Read("/sys/fs/selinux/enforce").Map(document => document.FirstTrimmed == "1");
        if (file.IsAbsent && machine.Origin.IsWholeMachine)
        {
            return Reading.Known(false, file.Source);
        }
        return file.OrElse(() => machine.Run(ToolCall.Of("getenforce")) switch
        {
            Reading<ToolOutput>.Known known when known.Value.Output.FirstTrimmed is "Enforcing" or "Permissive" or "Disabled" =>
                Reading.Known(known.Value.Output.FirstTrimmed == "Enforcing", known.Value.Output.Whole),
            var other => Reading.Unreadable<bool>("getenforce says nothing", other.Source),
        });
    }

    private static Reading<Version> ToolkitVersion(IMachine machine, LogFacts log)
    {
        var told = log.Current(ContainerSigns.ToolkitVersion).FirstOrDefault();
        if (told is not null && Version.TryParse(told["version"], out var version))
        {
            return Reading.Known(version, told.Source);
        }
        return machine.Run(ToolCall.Of("nvidia-ctk", "--version")) switch
        {
            Reading<ToolOutput>.Known known when Versions.In(known.Value.Output.FirstTrimmed) is { } printed =>
                Reading.Known(printed, known.Value.Output.Whole),
            Reading<ToolOutput>.Absent absent => Reading.Absent<Version>(absent.Source),
            var other => Reading.Unreadable<Version>("nvidia-ctk tells no version", other.Source),
        };
    }

    private static Reading<DockerConfig> Docker(IMachine machine)
    {
        var info = machine.Run(ToolCall.Of("docker", "info"));
        if (info.TryGet(out var output) && DockerConfig.ParseInfo(output.Output) is { } told)
        {
            return Reading.Known(told, told.Source);
        }
        return machine.Read("/etc/docker/daemon.json") switch
        {
            Reading<TextDocument>.Known known when DockerConfig.ParseDaemonJson(known.Value) is { } read => Reading.Known(read, read.Source),
            Reading<TextDocument>.Known known => Reading.Unreadable<DockerConfig>("not valid JSON", known.Source),
            var other => other.Map(_ => new DockerConfig([], null, [], other.Source)),
        };
    }

    // A rootless daemon keeps its configuration with its user.
    private static ImmutableArray<DockerConfig> RootlessDocker(IMachine machine) =>
    [
        .. machine.List("/home").Or([]).Take(MostUsers).Select(user => $"/home/{user}/.config/docker/daemon.json")
            .Select(path => machine.Read(path).TryGet(out var file) ? DockerConfig.ParseDaemonJson(file) : null).OfType<DockerConfig>(),
    ];

    // Later files override earlier ones.
    private static Reading<ImmutableArray<string>> PodmanCdiDirectories(IMachine machine)
    {
        string[] files =
        [
            "/usr/share/containers/containers.conf", "/etc/containers/containers.conf",
            .. machine.List("/etc/containers/containers.conf.d").Or([]).Where(name => name.EndsWith(".conf", StringComparison.Ordinal)).Select(name => "/etc/containers/containers.conf.d/" + name),
        ];
        var told = files.Select(machine.Read).Select(file => file.Or(null)).OfType<TextDocument>().SelectMany(file => TomlLines.Parse(file))
            .LastOrDefault(entry => entry is { Table: "engine", Key: "cdi_spec_dirs" });
        return told is null
            ? Reading.NotLooked<ImmutableArray<string>>("/etc/containers/containers.conf")
            : Reading.Known(told.Items, told.Source);
    }

    private static Reading<string> FirstThere(IMachine machine, string[] paths, string what)
    {
        var unreadable = false;
        foreach (var path in paths)
        {
            var status = machine.Stat(path);
            if (status.IsKnown)
            {
                return Reading.Known(path, status.Source);
            }
            unreadable |= status.IsUnreadable;
        }
        return unreadable ? Reading.NotLooked<string>(what) : Reading.Absent<string>(new Source(paths[0]));
    }
}
