using System.Globalization;
using Strata.Layers.Platform;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Actions;

/// <summary>Installs or builds the kernel module of the installed driver for one kernel.</summary>
public static class InstallModule
{
    /// <summary>The actions, best first.</summary>
    /// <param name="snapshot">The host.</param>
    /// <param name="kernel">Release, or null for the running kernel.</param>
    /// <param name="version">Version of user space, or null when it is not known.</param>
    /// <param name="usesDkms">True when the module is built by DKMS on this host.</param>
    public static IEnumerable<PlanAction> For(Snapshot snapshot, string? kernel, DriverVersion? version, bool usesDkms)
    {
        var distribution = snapshot.Platform.Distribution.Or(null);
        if (usesDkms)
        {
            return [InstallHeaders.For(distribution, kernel), BuildModule.For(snapshot, kernel)];
        }
        var wish = DriverWish.Of(snapshot);
        var branch = version?.Branch.ToString(CultureInfo.InvariantCulture);
        return distribution?.Family switch
        {
            DistributionFamily.Ubuntu when branch is not null && kernel is not null =>
            [
                PlanAction.Safe("Install the prebuilt module of this kernel", "apt", "install", $"linux-modules-nvidia-{branch}{wish.Edition}-{kernel}"),
                PlanAction.Safe("Or build it on this host", "apt", "install", $"nvidia-dkms-{branch}{wish.Edition}", "linux-headers-" + kernel),
            ],
            DistributionFamily.Debian or DistributionFamily.Proxmox =>
            [
                InstallHeaders.For(distribution, kernel),
                PlanAction.Safe("Install the module's source; DKMS builds it for each kernel", "apt", "install", "nvidia-kernel-dkms"),
            ],
            DistributionFamily.Fedora =>
            [
                InstallHeaders.For(distribution, kernel),
                kernel is null ? PlanAction.Safe("Build the module", "akmods", "--force") : PlanAction.Safe("Build the module for this kernel", "akmods", "--force", "--kernels", kernel),
            ],
            _ => InstallDriver.For(distribution, wish with { Branch = wish.Branch ?? version?.Branch, IsLimit = false }),
        };
    }
}
