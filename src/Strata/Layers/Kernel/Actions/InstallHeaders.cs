using Strata.Layers.Platform;
using Strata.Planning;

namespace Strata.Layers.Kernel.Actions;

/// <summary>Installs the headers to build modules for a kernel.</summary>
public static class InstallHeaders
{
    /// <summary>The action for this distribution; <paramref name="kernel"/> is a release, or null for the running one.</summary>
    public static PlanAction For(Distribution? distribution, string? kernel)
    {
        var release = kernel ?? "$(uname -r)";
        var text = kernel is null ? "Install the headers of the running kernel" : $"Install the headers of kernel {kernel}";
        return distribution?.Family switch
        {
            DistributionFamily.Proxmox => Command(kernel, text, "apt", "install", "proxmox-headers-" + release),
            DistributionFamily.Debian or DistributionFamily.Ubuntu => Command(kernel, text, "apt", "install", "linux-headers-" + release),
            DistributionFamily.Rhel or DistributionFamily.Fedora => Command(kernel, text, "dnf", "install", "kernel-devel-" + release),
            DistributionFamily.Suse => Command(kernel, text, "zypper", "install", "kernel-default-devel"),
            DistributionFamily.Arch => Command(kernel, text + ", from the package that belongs to the kernel", "pacman", "-S", ArchPackage(kernel)),
            DistributionFamily.NixOs => PlanAction.ByHand("Rebuild the system: on NixOS the module is built with the kernel that the configuration names", needsRoot: true),
            _ => ByRelease(kernel, text),
        };
    }

    private static PlanAction ByRelease(string? kernel, string text)
    {
        if (kernel is null)
        {
            return PlanAction.ByHand(text + " (apt install linux-headers-$(uname -r), dnf install kernel-devel-$(uname -r))", needsRoot: true);
        }
        if (kernel.Contains("-pve", StringComparison.Ordinal))
        {
            return PlanAction.Safe(text, "apt", "install", "proxmox-headers-" + kernel);
        }
        return kernel.Contains(".el", StringComparison.Ordinal) || kernel.Contains(".fc", StringComparison.Ordinal) || kernel.Contains(".amzn", StringComparison.Ordinal)
            ? PlanAction.Safe(text, "dnf", "install", "kernel-devel-" + kernel)
            : kernel.Contains("-arch", StringComparison.Ordinal) || kernel.EndsWith("-zen", StringComparison.Ordinal)
                ? PlanAction.Safe(text, "pacman", "-S", ArchPackage(kernel))
                : kernel.EndsWith("-default", StringComparison.Ordinal)
                    ? PlanAction.Safe(text, "zypper", "install", "kernel-default-devel")
                    : PlanAction.Safe(text, "apt", "install", "linux-headers-" + kernel);
    }

    // 6.12.9-arch1-1, 6.12.9-zen1-1-zen, 6.6.70-1-lts, 6.12.9-hardened1-1-hardened
    private static string ArchPackage(string? kernel) => kernel?[(kernel.LastIndexOf('-') + 1)..] switch
    {
        "zen" => "linux-zen-headers",
        "lts" => "linux-lts-headers",
        "hardened" => "linux-hardened-headers",
        _ => "linux-headers",
    };

    private static PlanAction Command(string? kernel, string text, params ReadOnlySpan<string> command) => kernel is null && command[^1].Contains('$', StringComparison.Ordinal)
        ? PlanAction.ByHand($"{text}: {string.Join(' ', command.ToArray())}", needsRoot: true)
        : PlanAction.Safe(text, command);
}
