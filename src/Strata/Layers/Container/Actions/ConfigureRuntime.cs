using System.Collections.Immutable;
using Strata.Planning;

namespace Strata.Layers.Container.Actions;

/// <summary>Registers NVIDIA's runtime with an engine and restarts the engine.</summary>
public static class ConfigureRuntime
{
    /// <summary>For the system's Docker daemon.</summary>
    public static ImmutableArray<PlanAction> Docker { get; } =
    [
        PlanAction.Safe("Register the nvidia runtime with Docker", "nvidia-ctk", "runtime", "configure", "--runtime=docker"),
        RestartEngine.Docker,
    ];

    /// <summary>Lets the system's Docker daemon read CDI specifications.</summary>
    public static ImmutableArray<PlanAction> DockerCdi { get; } =
    [
        PlanAction.Safe("Register the nvidia runtime with Docker and switch CDI on", "nvidia-ctk", "runtime", "configure", "--runtime=docker", "--cdi.enabled"),
        RestartEngine.Docker,
    ];

    /// <summary>For a Docker daemon that runs as a user.</summary>
    public static ImmutableArray<PlanAction> RootlessDocker { get; } =
    [
        PlanAction.ByHand("As the user of the rootless daemon: nvidia-ctk runtime configure --runtime=docker --config=$HOME/.config/docker/daemon.json"),
        PlanAction.ByHand("As the user of the rootless daemon: systemctl --user restart docker", Risk.Disruptive, "containers of this user"),
        PlanAction.Safe(
            "Let the toolkit leave the device cgroup alone, which a rootless daemon cannot set (a rootful Docker on the same host needs false)",
            "nvidia-ctk", "config", "--set", "nvidia-container-cli.no-cgroups=true", "--in-place"),
    ];

    /// <summary>For containerd as Kubernetes uses it.</summary>
    public static ImmutableArray<PlanAction> Containerd { get; } =
    [
        PlanAction.Safe("Define the nvidia handler in containerd", "nvidia-ctk", "runtime", "configure", "--runtime=containerd"),
        RestartEngine.Containerd,
    ];

    /// <summary>For containerd, with nvidia as the handler of every pod that names none.</summary>
    public static ImmutableArray<PlanAction> ContainerdDefault { get; } =
    [
        PlanAction.Safe("Make nvidia the default runtime of containerd", "nvidia-ctk", "runtime", "configure", "--runtime=containerd", "--set-as-default"),
        RestartEngine.Containerd,
    ];

    /// <summary>For Docker, with nvidia as the runtime of every container that names none.</summary>
    public static ImmutableArray<PlanAction> DockerDefault { get; } =
    [
        PlanAction.Safe("Make nvidia the default runtime of Docker", "nvidia-ctk", "runtime", "configure", "--runtime=docker", "--set-as-default"),
        RestartEngine.Docker,
    ];
}
