using Strata.Layers.Platform;
using Strata.Planning;

namespace Strata.Layers.Kernel.Actions;

/// <summary>Writes the initial RAM disk anew.</summary>
public static class RebuildInitramfs
{
    /// <summary>The action for this distribution; <paramref name="kernel"/> null means every kernel.</summary>
    public static PlanAction For(Distribution? distribution, string? kernel = null)
    {
        var text = kernel is null ? "Write the initial RAM disks anew" : $"Write the initial RAM disk of kernel {kernel} anew";
        return distribution?.Family switch
        {
            DistributionFamily.Rhel or DistributionFamily.Fedora or DistributionFamily.Suse => kernel is null
                ? PlanAction.Safe(text, "dracut", "--force", "--regenerate-all")
                : PlanAction.Safe(text, "dracut", "--force", "--kver", kernel),
            DistributionFamily.Arch => PlanAction.Safe(text, "mkinitcpio", "-P"),
            DistributionFamily.Debian or DistributionFamily.Ubuntu or DistributionFamily.Proxmox => PlanAction.Safe(text, "update-initramfs", "-u", "-k", kernel ?? "all"),
            DistributionFamily.NixOs => PlanAction.ByHand("Rebuild the system configuration", needsRoot: true),
            _ => PlanAction.ByHand(text + " (update-initramfs -u -k all, dracut --force --regenerate-all or mkinitcpio -P)", needsRoot: true),
        };
    }
}
