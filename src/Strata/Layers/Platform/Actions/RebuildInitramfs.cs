using Strata.Planning;

namespace Strata.Layers.Platform.Actions;

/// <summary>Writes modprobe settings into the initial RAM disk, where early drivers read them.</summary>
public static class RebuildInitramfs
{
    /// <summary>The command of this distribution; the settings hold from the next boot on.</summary>
    public static PlanAction For(Distribution? distribution) => distribution?.Family switch
    {
        DistributionFamily.Rhel or DistributionFamily.Fedora or DistributionFamily.Suse =>
            PlanAction.WithReboot("Rebuild the initial RAM disks, then reboot", "dracut", "--regenerate-all", "--force"),
        DistributionFamily.Arch => PlanAction.WithReboot("Rebuild the initial RAM disks, then reboot", "mkinitcpio", "-P"),
        DistributionFamily.NixOs => PlanAction.WithReboot("Build the configuration for the next boot, then reboot", "nixos-rebuild", "boot"),
        _ => PlanAction.WithReboot("Rebuild the initial RAM disks, then reboot", "update-initramfs", "-u", "-k", "all"),
    };
}
