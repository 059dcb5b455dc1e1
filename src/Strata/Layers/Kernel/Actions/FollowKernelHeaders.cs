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
        DistributionFamily.Debian => PlanAction.Safe("Let headers come with each new kernel", "apt", "install", "linux-headers-" + Flavour(kernel, "amd64")),
        DistributionFamily.Ubuntu => PlanAction.Safe("Let headers come with each new kernel", "apt", "install", "linux-headers-" + Flavour(kernel, "generic")),
        DistributionFamily.Rhel or DistributionFamily.Fedora => PlanAction.Safe("Let headers come with each new kernel", "dnf", "install", "kernel-devel-matched"),
        _ => null,
    };

    // The last word of the release: amd64, generic, aws, cloud-amd64 is left to the distribution's own name.
    private static string Flavour(string? kernel, string usual) => kernel?.LastIndexOf('-') is > 0 and var dash && char.IsAsciiLetter(kernel[dash + 1 < kernel.Length ? dash + 1 : dash])
        ? kernel[(dash + 1)..]
        : usual;
}
