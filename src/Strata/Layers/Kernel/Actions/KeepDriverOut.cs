using Strata.Layers.Platform;
using Strata.Layers.Platform.Actions;
using Strata.Planning;

namespace Strata.Layers.Kernel.Actions;

/// <summary>Keeps a kernel driver from taking NVIDIA GPUs at boot, in the root file system and in the initial RAM disk.</summary>
public static class KeepDriverOut
{
    /// <summary>The actions for these modules, such as <c>nouveau</c>; best in this order.</summary>
    public static IEnumerable<PlanAction> For(Distribution? distribution, params string[] modules)
    {
        var lines = string.Join(" and ", modules.Select(module => $"'blacklist {module}'"));
        if (distribution?.UsesDnf is true)
        {
            var list = string.Join(',', modules);
            yield return PlanAction.Safe("Keep it out from the first moment of the boot", "grubby", "--update-kernel=ALL", $"--args=rd.driver.blacklist={list} modprobe.blacklist={list}");
        }
        yield return distribution?.Family == DistributionFamily.NixOs
            ? PlanAction.ByHand($"Add {string.Join(" and ", modules.Select(module => $"\"{module}\""))} to boot.blacklistedKernelModules and rebuild the system", needsRoot: true)
            : PlanAction.ByHand($"Write the lines {lines} to /etc/modprobe.d/blacklist-{modules[0].Replace('_', '-')}.conf", needsRoot: true);
        foreach (var step in RebuildInitramfs.Renew(distribution))
        {
            yield return step;
        }
        yield return RestartHost.Because("Reboot, so that nvidia finds the GPU free");
    }
}
