using Strata.Planning;

namespace Strata.Layers.Platform.Actions;

/// <summary>Writes the initial RAM disk, where early drivers read modules, firmware and modprobe settings.</summary>
public static class RebuildInitramfs
{
    private const string Unknown = "update-initramfs -u -k all, dracut --force --regenerate-all or mkinitcpio -P";

    /// <summary>All disks anew, then the reboot from which on the settings hold.</summary>
    public static IEnumerable<PlanAction> ThenReboot(Distribution? distribution) =>
        distribution?.Family == DistributionFamily.NixOs
            ? [PlanAction.WithReboot("Build the configuration for the next boot, then reboot", "nixos-rebuild", "boot")]
            : [.. Renew(distribution), RestartHost.Because("Reboot, so that the setting holds")];

    /// <summary>The disks anew, without a reboot; <paramref name="kernel"/> null means every kernel.</summary>
    public static IEnumerable<PlanAction> Renew(Distribution? distribution, string? kernel = null) =>
        Steps(distribution, kernel, kernel is null ? "Write the initial RAM disks anew" : $"Write the initial RAM disk of kernel {kernel} anew", create: false);

    /// <summary>The disk of a kernel that has none.</summary>
    public static IEnumerable<PlanAction> Create(Distribution? distribution, string kernel) =>
        Steps(distribution, kernel, $"Make the initial RAM disk of kernel {kernel}", create: true);

    private static IEnumerable<PlanAction> Steps(Distribution? distribution, string? kernel, string text, bool create)
    {
        yield return distribution?.Family == DistributionFamily.NixOs
            ? PlanAction.ByHand("Rebuild the system configuration", needsRoot: true)
            : Command(distribution, kernel, create) is { } command
                ? PlanAction.Safe(text, command)
                : PlanAction.ByHand($"{text} ({Unknown})", needsRoot: true);
        if (distribution?.Family == DistributionFamily.Proxmox)
        {
            yield return PlanAction.Safe("Copy it to the boot partitions", "proxmox-boot-tool", "refresh");
        }
    }

    private static string[]? Command(Distribution? distribution, string? kernel, bool create) => distribution?.Family switch
    {
        DistributionFamily.Rhel or DistributionFamily.Fedora or DistributionFamily.Suse =>
            kernel is null ? ["dracut", "--force", "--regenerate-all"] : ["dracut", "--force", "--kver", kernel],
        DistributionFamily.Arch => ["mkinitcpio", "-P"],
        DistributionFamily.Debian or DistributionFamily.Ubuntu or DistributionFamily.Proxmox => ["update-initramfs", create ? "-c" : "-u", "-k", kernel ?? "all"],
        _ => null,
    };
}
