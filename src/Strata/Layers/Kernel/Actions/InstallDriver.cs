using System.Globalization;
using Strata.Layers.Platform;
using Strata.Planning;

namespace Strata.Layers.Kernel.Actions;

/// <summary>Installs the driver from the distribution's packages: user space and a module for the running kernel.</summary>
public static class InstallDriver
{
    /// <summary>The action for this distribution.</summary>
    /// <param name="distribution">Distribution, or null when it is not known.</param>
    /// <param name="branch">Branch to install, or null for the distribution's choice.</param>
    /// <param name="open">True for the open modules, false for the proprietary ones, null for the distribution's choice.</param>
    public static PlanAction For(Distribution? distribution, int? branch = null, bool? open = null)
    {
        var number = branch?.ToString(CultureInfo.InvariantCulture);
        var flavour = open switch { true => " with the open modules", false => " with the proprietary modules", _ => "" };
        var text = $"Install the driver{(number is null ? "" : " of branch " + number)}{flavour}";
        return distribution?.Family switch
        {
            DistributionFamily.Ubuntu => number is null && open is null
                ? PlanAction.Safe(text + ", module included", "ubuntu-drivers", "install")
                : PlanAction.Safe(text, "apt", "install", $"nvidia-driver-{number ?? "580"}{(open is true ? "-open" : "")}"),
            DistributionFamily.Debian or DistributionFamily.Proxmox => Debian(text, branch, open),
            DistributionFamily.Fedora => number is null or "580"
                ? PlanAction.Safe(text + " (RPM Fusion)", "dnf", "install", number is null ? "akmod-nvidia" : "akmod-nvidia-580xx", number is null ? "xorg-x11-drv-nvidia-cuda" : "xorg-x11-drv-nvidia-580xx-cuda")
                : PlanAction.Safe(text + " (RPM Fusion)", "dnf", "install", $"akmod-nvidia-{number}xx"),
            DistributionFamily.Rhel => open is false
                ? PlanAction.Safe(text + " (NVIDIA's repository)", "dnf", "install", "cuda-drivers")
                : PlanAction.Safe(text + " (NVIDIA's repository)", "dnf", "install", "nvidia-open"),
            DistributionFamily.Suse => PlanAction.Safe(text, "zypper", "install", open is false ? "nvidia-driver-G06-kmp-default" : "nvidia-open-driver-G06-signed-kmp-default"),
            DistributionFamily.Arch => number is null
                ? PlanAction.Safe(text, "pacman", "-S", "nvidia-open")
                : PlanAction.ByHand($"{text}: nvidia-{number}xx-dkms from the AUR", needsRoot: true),
            DistributionFamily.NixOs => PlanAction.ByHand(number is null
                ? $"Set hardware.nvidia.open = {(open is false ? "false" : "true")} and rebuild the system"
                : $"Set hardware.nvidia.package = config.boot.kernelPackages.nvidiaPackages.legacy_{number} and rebuild the system", needsRoot: true),
            _ => PlanAction.ByHand(text + " from the packages of the distribution, together with the headers of the running kernel", needsRoot: true),
        };
    }

    private static PlanAction Debian(string text, int? branch, bool? open) => branch switch
    {
        470 => PlanAction.Safe(text, "apt", "install", "nvidia-tesla-470-driver"),
        535 => PlanAction.Safe(text, "apt", "install", "nvidia-driver", "nvidia-kernel-dkms"),
        null => PlanAction.Safe(text, "apt", "install", "nvidia-driver", open is true ? "nvidia-open-kernel-dkms" : "nvidia-kernel-dkms"),
        _ => PlanAction.ByHand($"{text}: Debian has no such package, take it from NVIDIA's repository for Debian (package cuda-drivers-{branch})", needsRoot: true),
    };
}
