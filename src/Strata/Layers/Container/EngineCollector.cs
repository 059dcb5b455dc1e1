using System.Collections.Immutable;
using Strata.Judging;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Container;

/// <summary>Finds the container engines of a host, or those that a text names with their version.</summary>
public static class EngineCollector
{
    /// <summary>A version of Podman that somebody shows.</summary>
    public static LogSign Podman { get; } = new(
        "odman", @"(?i)(?:\bpodman/\S+?(?:,now)? |\bpodman[- ]version[: ]+|\bii\s+podman\s+|\bpodman-|\bpodmanVersion: |Podman: version )v?(?:[0-9]:)?(?<version>[0-9]+\.[0-9]+(?:\.[0-9]+)?)")
    {
        Samples =
        [
            "podman/noble-updates,now 4.9.3+ds1-1ubuntu0.2 arm64 [installed]",
            "podman version 4.4.1",
            "podman-4.9.4-18.module+el8.10.0.x86_64",
            "ii  podman   4.9.3+ds1-1ubuntu0.2  amd64",
        ],
    };

    /// <summary>A version of Docker that somebody shows.</summary>
    public static ImmutableArray<LogSign> Docker { get; } =
    [
        new("Docker version ", @"\bDocker version (?<version>[0-9]+\.[0-9]+(?:\.[0-9]+)?)") { Samples = ["Docker version 27.4.1, build b9d17ea"] },
        new("Server Version: ", @"\bServer Version: (?<version>[0-9]+\.[0-9]+(?:\.[0-9]+)?)") { Samples = [" Server Version: 24.0.5"] },
    ];

    /// <summary>All signs of this class.</summary>
    public static ImmutableArray<LogSign> All { get; } = [Podman, .. Docker];

    /// <summary>Collects the engines.</summary>
    public static ImmutableArray<ContainerEngine> Collect(IMachine machine, LogFacts log)
    {
        var engines = ImmutableArray.CreateBuilder<ContainerEngine>();
        Add(EngineKind.Docker, Docker, ["/usr/bin/docker", "/usr/bin/dockerd", "/snap/bin/docker", "/run/current-system/sw/bin/docker"], "docker");
        Add(EngineKind.Podman, [Podman], ["/usr/bin/podman", "/run/current-system/sw/bin/podman"], "podman");
        Add(EngineKind.Containerd, [], ["/usr/bin/containerd", "/usr/local/bin/containerd"], null);
        Add(EngineKind.CriO, [], ["/usr/bin/crio", "/usr/local/bin/crio"], null);
        return engines.ToImmutable();

        void Add(EngineKind kind, ImmutableArray<LogSign> signs, string[] programs, string? tool)
        {
            var there = programs.Select(machine.Stat).FirstOrDefault(status => status.IsKnown);
            var told = log.Current(signs.AsSpan()).FirstOrDefault();
            var printed = tool is not null && told is null ? PrintedVersion(machine, tool) : null;
            var version = told is null ? printed?.Version : Versions.In(told["version"]);
            if ((there?.Source ?? told?.Source ?? printed?.Source) is { } source)
            {
                engines.Add(new ContainerEngine(kind, version, there?.Source.Name.StartsWith("/snap/", StringComparison.Ordinal) ?? false, source));
            }
        }
    }

    private static (Version Version, Source Source)? PrintedVersion(IMachine machine, string tool)
    {
        if (!machine.Run(ToolCall.Of(tool, "version")).TryGet(out var output))
        {
            return null;
        }
        for (var i = 0; i < output.Output.Lines.Length; i++)
        {
            var line = output.Output.Lines[i].Trim();
            if (line.StartsWith("Version:", StringComparison.Ordinal) && Versions.In(line) is { } version)
            {
                return (version, output.Output.At(i));
            }
        }
        return null;
    }
}
