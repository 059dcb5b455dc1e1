using Strata.Layers.Platform;
using Strata.Planning;

namespace Strata.Layers.Container.Actions;

/// <summary>Installs NVIDIA's container toolkit.</summary>
public static class InstallContainerToolkit
{
    private const string Text = "Install the container toolkit (from NVIDIA's libnvidia-container repository where the distribution has none)";

    /// <summary>The action for this distribution; by hand where it is not known.</summary>
    public static PlanAction On(Distribution? distribution) => distribution switch
    {
        { UsesApt: true } => PlanAction.Safe(Text, "apt-get", "install", "nvidia-container-toolkit"),
        { UsesDnf: true } => PlanAction.Safe(Text, "dnf", "install", "nvidia-container-toolkit"),
        { Family: DistributionFamily.Suse } => PlanAction.Safe(Text, "zypper", "install", "nvidia-container-toolkit"),
        { Family: DistributionFamily.Arch } => PlanAction.Safe(Text, "pacman", "-S", "nvidia-container-toolkit"),
        { Family: DistributionFamily.NixOs } => PlanAction.ByHand("Set hardware.nvidia-container-toolkit.enable = true and rebuild the system", needsRoot: true),
        _ => PlanAction.ByHand(Text + ": package nvidia-container-toolkit", needsRoot: true),
    };

    /// <summary>The newest release, for hosts that have an older one.</summary>
    public static PlanAction Upgrade(Distribution? distribution) => distribution switch
    {
        { UsesApt: true } => PlanAction.Safe("Upgrade the container toolkit", "apt-get", "install", "--only-upgrade", "nvidia-container-toolkit", "nvidia-container-toolkit-base", "libnvidia-container-tools", "libnvidia-container1"),
        { UsesDnf: true } => PlanAction.Safe("Upgrade the container toolkit", "dnf", "upgrade", "nvidia-container-toolkit", "nvidia-container-toolkit-base", "libnvidia-container-tools", "libnvidia-container1"),
        { Family: DistributionFamily.Suse } => PlanAction.Safe("Upgrade the container toolkit", "zypper", "update", "nvidia-container-toolkit"),
        _ => PlanAction.ByHand("Upgrade the package nvidia-container-toolkit and those that come with it", needsRoot: true),
    };
}
