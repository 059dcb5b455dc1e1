using Strata.Planning;

namespace Strata.Layers.Container.Actions;

/// <summary>Restarts a container engine so that it reads its configuration.</summary>
public static class RestartEngine
{
    /// <summary>Docker.</summary>
    public static PlanAction Docker { get; } = PlanAction.Disruptive(
        "Restart Docker", "all containers of this daemon, unless live-restore is on", "systemctl", "restart", "docker");

    /// <summary>containerd.</summary>
    public static PlanAction Containerd { get; } = PlanAction.Disruptive(
        "Restart containerd", "starting and stopping of pods for some seconds; running pods go on", "systemctl", "restart", "containerd");

    /// <summary>CRI-O.</summary>
    public static PlanAction CriO { get; } = PlanAction.Disruptive(
        "Restart CRI-O", "starting and stopping of pods for some seconds; running pods go on", "systemctl", "restart", "crio");
}
