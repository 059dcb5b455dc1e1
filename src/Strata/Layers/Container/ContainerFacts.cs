using System.Collections.Immutable;
using Strata.Layers.Container.Cdi;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Container;

/// <summary>Facts of container engines, toolkit and CDI.</summary>
public sealed record ContainerFacts
{
    /// <summary>Engines that are installed or spoken of.</summary>
    public ImmutableArray<ContainerEngine> Engines { get; init; } = [];

    /// <summary>Program of NVIDIA's container runtime; absent when the toolkit is not installed.</summary>
    public Reading<string> Toolkit { get; init; } = Reading.NotLooked<string>("container toolkit");

    /// <summary>Version of the toolkit.</summary>
    public Reading<Version> ToolkitVersion { get; init; } = Reading.NotLooked<Version>("container toolkit");

    /// <summary>Settings of the toolkit.</summary>
    public Reading<ToolkitConfig> ToolkitConfig { get; init; } = Reading.NotLooked<ToolkitConfig>("/etc/nvidia-container-runtime/config.toml");

    /// <summary>What Docker knows of runtimes.</summary>
    public Reading<DockerConfig> Docker { get; init; } = Reading.NotLooked<DockerConfig>("docker info");

    /// <summary>What Docker daemons of users know of runtimes.</summary>
    public ImmutableArray<DockerConfig> RootlessDocker { get; init; } = [];

    /// <summary>What containerd or CRI-O knows of runtimes.</summary>
    public Reading<CriConfig> Cri { get; init; } = Reading.NotLooked<CriConfig>("/etc/containerd/config.toml");

    /// <summary>Directories in which Podman is told to look for CDI specifications; empty where it keeps its own.</summary>
    public Reading<ImmutableArray<string>> PodmanCdiDirectories { get; init; } = Reading.NotLooked<ImmutableArray<string>>("/etc/containers/containers.conf");

    /// <summary>CDI specifications of NVIDIA devices.</summary>
    public Reading<ImmutableArray<CdiSpec>> CdiSpecs { get; init; } = Reading.NotLooked<ImmutableArray<CdiSpec>>("/etc/cdi");

    /// <summary>True when SELinux enforces.</summary>
    public Reading<bool> SelinuxEnforces { get; init; } = Reading.NotLooked<bool>("getenforce");

    /// <summary>Refusals of SELinux about the GPU stack; empty when SELinux does not enforce.</summary>
    public ImmutableArray<SelinuxDenial> Denials { get; init; } = [];

    /// <summary>Running containers that lost their GPU: their device rules no longer name it.</summary>
    public ImmutableArray<GpuContainer> Revoked { get; init; } = [];

    /// <summary>Running containers that lose their GPU when systemd next reloads.</summary>
    public Reading<ImmutableArray<GpuContainer>> AtRisk { get; init; } = Reading.NotLooked<ImmutableArray<GpuContainer>>("/run/systemd/transient");

    /// <summary>Running containers whose mounts only root may see.</summary>
    public int Unseen { get; init; }

    /// <summary>The engine of this kind, or null.</summary>
    public ContainerEngine? Engine(EngineKind kind) => Engines.FirstOrDefault(engine => engine.Kind == kind);

    /// <summary>What these facts say of the layer.</summary>
    public LayerDescription Describe()
    {
        var names = string.Join(", ", Engines.Select(engine => engine.Version is null ? Name(engine.Kind) : $"{Name(engine.Kind)} {engine.Version}"));
        if (Toolkit.IsAbsent && Engines.IsEmpty)
        {
            return new LayerDescription(Standing.NotApplicable, "no container engine");
        }
        var toolkit = ToolkitVersion.TryGet(out var version) ? $"container toolkit {version}" : Toolkit.IsKnown ? "container toolkit" : "";
        return (names, toolkit) switch
        {
            ("", "") => new LayerDescription(Standing.Unknown, "no container engine seen"),
            ("", _) => new LayerDescription(Standing.Known, toolkit),
            (_, "") => new LayerDescription(Toolkit.IsAbsent ? Standing.Known : Standing.Unknown, Toolkit.IsAbsent ? names + ", no container toolkit" : names),
            _ => new LayerDescription(Standing.Known, names + ", " + toolkit),
        };
    }

    private static string Name(EngineKind kind) => kind switch
    {
        EngineKind.Docker => "Docker",
        EngineKind.Podman => "Podman",
        EngineKind.Containerd => "containerd",
        _ => "CRI-O",
    };
}
