using Strata.Planning;

namespace Strata.Layers.Userspace.Actions;

/// <summary>Keeps unattended-upgrades away from the driver.</summary>
public static class ExcludeFromUnattended
{
    /// <summary>The action.</summary>
    public static PlanAction Driver() => PlanAction.ByHand(
        "Keep it from happening again: in /etc/apt/apt.conf.d/50unattended-upgrades add \"nvidia-\", \"libnvidia-\" and \"linux-modules-nvidia-\" to Unattended-Upgrade::Package-Blacklist, and upgrade the driver when a reboot is planned",
        needsRoot: true);
}
