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

    /// <summary>For the engine that serves a kubelet; plain containerd where it is not known.</summary>
    public static ImmutableArray<PlanAction> Cri(CriConfig? config) => config?.Flavour switch
    {
        CriFlavour.K3s => [AtStart("k3s", "k3s")],
        CriFlavour.Rke2 => [AtStart("RKE2", "rke2-agent (on a server node rke2-server)")],
        CriFlavour.MicroK8s => [MicroK8s],
        CriFlavour.CriO => [PlanAction.Safe("Define the nvidia handler in CRI-O", "nvidia-ctk", "runtime", "configure", "--runtime=crio"), RestartEngine.CriO],
        _ => [PlanAction.Safe("Define the nvidia handler in containerd", "nvidia-ctk", "runtime", "configure", "--runtime=containerd"), RestartEngine.Containerd],
    };

    /// <summary>The same, with nvidia as the handler of every pod that names none.</summary>
    public static ImmutableArray<PlanAction> CriDefault(CriConfig? config) => config?.Flavour switch
    {
        CriFlavour.K3s => [PlanAction.ByHand("Give k3s the line `default-runtime: nvidia` in /etc/rancher/k3s/config.yaml, then `systemctl restart k3s` (on an agent k3s-agent)", Risk.Disruptive, "the Kubernetes API of this node for some seconds; running pods go on", needsRoot: true)],
        CriFlavour.Rke2 or CriFlavour.MicroK8s => Cri(config),
        CriFlavour.CriO => [PlanAction.Safe("Make nvidia the default runtime of CRI-O", "nvidia-ctk", "runtime", "configure", "--runtime=crio", "--set-as-default"), RestartEngine.CriO],
        _ => [PlanAction.Safe("Make nvidia the default runtime of containerd", "nvidia-ctk", "runtime", "configure", "--runtime=containerd", "--set-as-default"), RestartEngine.Containerd],
    };

    // These write containerd's configuration themselves and look for nvidia-container-runtime when they start.
    private static PlanAction AtStart(string name, string unit) => PlanAction.ByHand(
        $"Install nvidia-container-toolkit on this node and restart {name}, which finds the runtime at its start: `systemctl restart {unit}`; a config.toml.tmpl of your own must begin with {{{{ template \"base\" . }}}}",
        Risk.Disruptive, "the Kubernetes API of this node for some seconds; running pods go on", needsRoot: true);

    private static PlanAction MicroK8s { get; } = PlanAction.Disruptive(
        "Let MicroK8s install its operator, which defines the handler", "starting and stopping of pods for some seconds; running pods go on", "microk8s", "enable", "nvidia");

    /// <summary>For Docker, with nvidia as the runtime of every container that names none.</summary>
    public static ImmutableArray<PlanAction> DockerDefault { get; } =
    [
        PlanAction.Safe("Make nvidia the default runtime of Docker", "nvidia-ctk", "runtime", "configure", "--runtime=docker", "--set-as-default"),
        RestartEngine.Docker,
    ];
}
