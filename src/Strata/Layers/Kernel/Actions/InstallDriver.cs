using System.Collections.Immutable;
using Strata.Layers.Platform;
using Strata.Planning;

namespace Strata.Layers.Kernel.Actions;

/// <summary>Installs the driver from the distribution's packages: user space and a module for the running kernel.</summary>
public static class InstallDriver
{
    private const string Disturbs = "programs that start on the GPU until the reboot";

    /// <summary>The steps for this distribution, in order.</summary>
    /// <param name="distribution">Distribution, or null when it is not known.</param>
    /// <param name="wish">Branch and flavour that the GPUs need.</param>
    /// <param name="text">What to say instead of the plain sentence, or null.</param>
    public static ImmutableArray<PlanAction> For(Distribution? distribution, DriverWish wish, string? text = null)
    {
        var flavour = wish.Open switch { true => " with the open modules", false => " with the proprietary modules", _ => "" };
        var what = text ?? $"Install the driver{(wish.Number is null ? "" : " of branch " + wish.Number)}{flavour}";
        return distribution?.Family switch
        {
            DistributionFamily.Ubuntu => [Ubuntu(what, wish)],
            DistributionFamily.Debian or DistributionFamily.Proxmox => [Debian(what, distribution, wish)],
            DistributionFamily.Fedora => [Fedora(what, wish)],
            DistributionFamily.Rhel => Rhel(what, distribution, wish),
            DistributionFamily.Suse => [Suse(what, wish)],
            DistributionFamily.Arch => [Arch(what, wish)],
            DistributionFamily.NixOs => [NixOs(what, wish)],
            _ => [ByHand(what + " from the packages of the distribution, together with the headers of the running kernel")],
        };
    }

    private static PlanAction Ubuntu(string what, DriverWish wish) => wish switch
    {
        { Branch: null, Open: null } or { Branch: null, IsLimit: true } => Install(what + ", module included", "ubuntu-drivers", "install"),
        { Branch: < 390 } => ByHand($"{what}: Ubuntu releases up to 20.04 have it as nvidia-{wish.Number}, newer ones have none"),
        _ => Install(what, "apt", "install", $"nvidia-driver-{wish.Number ?? "580"}{wish.Edition}"),
    };

    // Debian 12 has branch 535, Debian 13 has 550; Proxmox VE 8 and 9 are built on them.
    private static PlanAction Debian(string what, Distribution distribution, DriverWish wish)
    {
        if (wish.Open is true)
        {
            return ByHand($"{what}: NVIDIA's repository for Debian has it, package nvidia-open");
        }
        var release = distribution.Version.Split('.')[0];
        int? own = release switch { "12" or "8" => 535, "13" or "9" => 550, _ => null };
        if (wish.Branch is null || wish.Branch == own || (wish.IsLimit && wish.Branch >= 550))
        {
            return Install(what, "apt", "install", "nvidia-driver", "nvidia-kernel-dkms");
        }
        return wish.Branch switch
        {
            470 when own is null or 535 => Install(what, "apt", "install", "nvidia-tesla-470-driver"),
            < 470 => ByHand($"{what}: only older Debian releases have it, as nvidia-legacy-{wish.Number}xx-driver"),
            _ => ByHand($"{what}: NVIDIA's repository for Debian has it, package cuda-drivers-{wish.Number}"),
        };
    }

    private static PlanAction Fedora(string what, DriverWish wish) => wish.Branch is 580 or 470 or 390 or 340
        ? Install(what + " (RPM Fusion)", "dnf", "install", $"akmod-nvidia-{wish.Number}xx", $"xorg-x11-drv-nvidia-{wish.Number}xx-cuda")
        : Install(what + " (RPM Fusion)", "dnf", "install", "akmod-nvidia", "xorg-x11-drv-nvidia-cuda");

    private static ImmutableArray<PlanAction> Rhel(string what, Distribution distribution, DriverWish wish)
    {
        var source = what + " (NVIDIA's repository)";
        if (wish.Open is not false)
        {
            return [Install(source, "dnf", "install", "nvidia-open")];
        }
        if (wish.Branch is < 470)
        {
            return [ByHand($"{what}: no repository has it for this distribution, take the .run file of branch {wish.Number} from NVIDIA")];
        }
        var stream = wish.Number is null ? "latest-dkms" : wish.Number + "-dkms";
        return distribution.Version.Split('.')[0] switch
        {
            "8" or "9" =>
            [
                PlanAction.Safe("Choose the proprietary modules in NVIDIA's repository", "dnf", "module", "enable", "nvidia-driver:" + stream),
                Install(source, "dnf", "install", "cuda-drivers"),
            ],
            _ when wish.Branch is null => [Install(source, "dnf", "install", "cuda-drivers")],
            _ => [ByHand($"{source}: package cuda-drivers; hold it at branch {wish.Number}, on RHEL 8 and 9 with the module stream nvidia-driver:{stream}")],
        };
    }

    private static PlanAction Suse(string what, DriverWish wish) => wish switch
    {
        { Branch: <= 470 } => Install(what, "zypper", "install", "nvidia-gfxG05-kmp-default", "x11-video-nvidiaG05"),
        { Open: false } => Install(what, "zypper", "install", "nvidia-driver-G06-kmp-default"),
        _ => Install(what, "zypper", "install", "nvidia-open-driver-G06-signed-kmp-default"),
    };

    private static PlanAction Arch(string what, DriverWish wish) => wish switch
    {
        { Branch: 580 or 470 or 390 } and ({ Open: false } or { Branch: < 580 }) => ByHand($"{what}: nvidia-{wish.Number}xx-dkms and nvidia-{wish.Number}xx-utils from the AUR"),
        { Open: false } => ByHand($"{what}: nvidia-580xx-dkms and nvidia-580xx-utils from the AUR; Arch itself has the open modules only"),
        _ => Install(what, "pacman", "-S", "nvidia-open"),
    };

    private static PlanAction NixOs(string what, DriverWish wish) => ByHand(wish.Branch is 580 or 470 or 390 or 340 && wish.Open is not true
        ? $"{what}: set hardware.nvidia.package = config.boot.kernelPackages.nvidiaPackages.legacy_{wish.Number} and hardware.nvidia.open = false, and rebuild the system"
        : $"{what}: set hardware.nvidia.open = {(wish.Open is false ? "false" : "true")} and rebuild the system");

    private static PlanAction Install(string text, params ReadOnlySpan<string> command) => PlanAction.Disruptive(text, Disturbs, command);

    private static PlanAction ByHand(string text) => PlanAction.ByHand(text, Risk.Disruptive, Disturbs, needsRoot: true);
}
