using System.Collections.Immutable;
using Strata.Planning;

namespace Strata.Layers.Platform.Actions;

/// <summary>Puts a parameter on the kernel command line, the way this distribution and boot loader keep it.</summary>
public static class SetKernelParameter
{
    /// <summary>The steps; the last one needs the reboot.</summary>
    public static ImmutableArray<PlanAction> For(PlatformFacts platform, string parameter, string purpose)
    {
        var family = platform.Distribution.Or(null)?.Family ?? DistributionFamily.Unknown;
        if (family is DistributionFamily.Rhel or DistributionFamily.Fedora)
        {
            return [PlanAction.WithReboot($"Add {parameter} to every kernel's command line ({purpose}), then reboot", "grubby", "--update-kernel=ALL", "--args=" + parameter)];
        }
        if (family == DistributionFamily.NixOs)
        {
            return
            [
                PlanAction.ByHand($"Add \"{parameter}\" to boot.kernelParams in the system configuration ({purpose})", needsRoot: true),
                PlanAction.WithReboot("Build the configuration for the next boot, then reboot", "nixos-rebuild", "boot"),
            ];
        }
        var proxmox = platform.BootLoader == BootLoader.ProxmoxBoot;
        if (proxmox || platform.BootLoader == BootLoader.SystemdBoot)
        {
            return
            [
                PlanAction.ByHand($"Add {parameter} to the one line of /etc/kernel/cmdline ({purpose})", needsRoot: true),
                proxmox
                    ? PlanAction.WithReboot("Write it to the boot partitions, then reboot", "proxmox-boot-tool", "refresh")
                    : PlanAction.ByHand("Rebuild the boot entries (kernel-install add-all, or reinstall the kernel package), then reboot", Risk.Reboot, "everything on this host during the reboot", needsRoot: true),
            ];
        }
        if (family == DistributionFamily.Unknown)
        {
            return [PlanAction.ByHand($"Add {parameter} to the kernel command line where this distribution keeps it ({purpose}), often GRUB_CMDLINE_LINUX_DEFAULT in /etc/default/grub; write the boot menu, then reboot", Risk.Reboot, "everything on this host during the reboot", needsRoot: true)];
        }
        return
        [
            PlanAction.ByHand($"Add {parameter} to GRUB_CMDLINE_LINUX_DEFAULT in /etc/default/grub ({purpose})", needsRoot: true),
            PlanAction.WithReboot("Write the boot menu, then reboot", WriteMenu(family)),
        ];
    }

    private static string[] WriteMenu(DistributionFamily family) => family switch
    {
        DistributionFamily.Suse => ["grub2-mkconfig", "-o", "/boot/grub2/grub.cfg"],
        DistributionFamily.Arch => ["grub-mkconfig", "-o", "/boot/grub/grub.cfg"],
        _ => ["update-grub"],
    };
}
