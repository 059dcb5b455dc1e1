using Strata.Layers.Kernel;
using Strata.Layers.Platform;
using Strata.Planning;

namespace Strata.Layers.Fabric.Actions;

/// <summary>Brings Fabric Manager to exactly the version of the driver and starts it.</summary>
public static class InstallFabricManager
{
    private const int FirstWithoutBranchInName = 580;

    /// <summary>The commands for this distribution; with an unknown driver version it has to be filled in.</summary>
    public static IEnumerable<PlanAction> Steps(Distribution? distribution, DriverVersion? driver)
    {
        if (driver is null)
        {
            yield return PlanAction.Look("See which version the driver has; Fabric Manager must have exactly the same.", "nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader");
            yield return PlanAction.ByHand("Install nvidia-fabricmanager of exactly that version from the same repository as the driver.", needsRoot: true);
        }
        else if (distribution is { UsesDnf: true })
        {
            var package = driver.Branch >= FirstWithoutBranchInName ? "nvidia-fabricmanager-" : "nvidia-fabric-manager-";
            yield return PlanAction.Safe("Install Fabric Manager of exactly the driver's version.", "dnf", "install", package + driver.Text);
        }
        else if (distribution is { UsesApt: false, Family: not DistributionFamily.Unknown })
        {
            yield return PlanAction.ByHand($"Install nvidia-fabricmanager of exactly version {driver} from NVIDIA's repository.", needsRoot: true);
        }
        else
        {
            var package = driver.Branch >= FirstWithoutBranchInName ? "nvidia-fabricmanager" : "nvidia-fabricmanager-" + driver.Branch;
            yield return PlanAction.Safe("Install Fabric Manager of exactly the driver's version.", "apt", "install", package + "=" + driver.Text + "-*");
            yield return PlanAction.Safe("Keep both at one version: hold it, and upgrade it only together with the driver.", "apt-mark", "hold", package);
        }
        yield return PlanAction.Safe("Start it now and at every boot.", "systemctl", "enable", "--now", "nvidia-fabricmanager.service");
        yield return PlanAction.Look("See that every GPU joined the fabric: State has to be Completed.", "nvidia-smi", "-q");
    }
}
