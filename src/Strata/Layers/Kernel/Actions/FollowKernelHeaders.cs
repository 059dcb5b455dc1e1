using Strata.Layers.Platform;
using Strata.Planning;

namespace Strata.Layers.Kernel.Actions;

/// <summary>Installs the package that brings headers with each new kernel.</summary>
public static class FollowKernelHeaders
{
    /// <summary>The action, or null where headers come another way.</summary>
    public static PlanAction? For(Distribution? distribution, string? kernel) => distribution?.Family switch
    {
        DistributionFamily.Proxmox => PlanAction.Safe("Let headers come with each new kernel", "apt", "install", "proxmox-default-headers"),
        DistributionFamily.Debian => PlanAction.Safe("Let headers come with each new kernel", "apt", "install", "linux-headers-" + OfDebian(kernel)),
        DistributionFamily.Ubuntu => PlanAction.Safe("Let headers come with each new kernel", "apt", "install", "linux-headers-" + OfUbuntu(kernel, distribution.Version)),
        DistributionFamily.Rhel or DistributionFamily.Fedora => PlanAction.Safe("Let headers come with each new kernel", "dnf", "install", "kernel-devel-matched"),
        _ => null,
    };

    // Debian: 6.1.0-18-amd64, 6.1.0-18-cloud-amd64, 6.1.0-18-rt-arm64, 6.12.9+bpo-amd64.
    private static string OfDebian(string? kernel)
    {
        var words = Words(kernel).Where(word => word.All(char.IsAsciiLetterOrDigit) && char.IsAsciiLetter(word[0])).ToArray();
        return words.Length == 0 ? "amd64" : string.Join('-', words);
    }

    // Ubuntu: 6.8.0-45-generic; a kernel that is newer than the release's own comes with the hardware enablement package.
    private static string OfUbuntu(string? kernel, string release)
    {
        var flavour = Words(kernel).LastOrDefault(word => char.IsAsciiLetter(word[0])) ?? "generic";
        var own = release switch { "20.04" => "5.4", "22.04" => "5.15", "24.04" => "6.8", _ => null };
        return flavour == "generic" && kernel is not null && own is not null && !kernel.StartsWith(own + ".", StringComparison.Ordinal)
            ? "generic-hwe-" + release
            : flavour;
    }

    private static IEnumerable<string> Words(string? kernel) => kernel?.Split('-').Skip(1).Where(word => word.Length > 0) ?? [];
}
