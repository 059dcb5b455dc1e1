using System.Globalization;
using Strata.Layers.Platform;
using Strata.Planning;

namespace Strata.Layers.Kernel.Actions;

/// <summary>Installs or builds the kernel module of the installed driver for one kernel.</summary>
public static class InstallModule
{
    /// <summary>The actions, best first.</summary>
    /// <param name="distribution">Distribution, or null when it is not known.</param>
    /// <param name="kernel">Release, or null for the running kernel.</param>
    /// <param name="version">Version of user space, or null when it is not known.</param>
    /// <param name="usesDkms">True when the module is built by DKMS on this host.</param>
    public static IEnumerable<PlanAction> For(Distribution? distribution, string? kernel, DriverVersion? version, bool usesDkms)
    {
        if (usesDkms)
        {
            yield return InstallHeaders.For(distribution, kernel);
            yield return BuildModule.For(kernel);
            yield break;
        }
        var branch = version?.Branch.ToString(CultureInfo.InvariantCulture);
        switch (distribution?.Family)
        {
            case DistributionFamily.Ubuntu when branch is not null && kernel is not null:
                yield return PlanAction.Safe("Install the prebuilt module of this kernel", "apt", "install", $"linux-modules-nvidia-{branch}-{kernel}");
                yield return PlanAction.Safe("Or build it on this host", "apt", "install", "nvidia-dkms-" + branch, "linux-headers-" + kernel);
                break;
            case DistributionFamily.Debian or DistributionFamily.Proxmox:
                yield return InstallHeaders.For(distribution, kernel);
                yield return PlanAction.Safe("Install the module's source; DKMS builds it for each kernel", "apt", "install", "nvidia-kernel-dkms");
                break;
            case DistributionFamily.Fedora:
                yield return InstallHeaders.For(distribution, kernel);
                yield return kernel is null ? PlanAction.Safe("Build the module", "akmods", "--force") : PlanAction.Safe("Build the module for this kernel", "akmods", "--force", "--kernels", kernel);
                break;
            default:
                yield return InstallDriver.For(distribution, version?.Branch);
                break;
        }
    }
}
