using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Actions;

/// <summary>Takes the NVIDIA modules out, so that the next use loads those on disk.</summary>
public static class ReloadModules
{
    private const string Disturbs = "every program that uses a GPU, the display included";

    // Users of a module before the module.
    private static readonly string[] Order = ["gdrdrv", "nvidia_fs", "nvidia_peermem", "nv_peer_mem", "nvidia_uvm", "nvidia_drm", "nvidia_modeset", "nvidia"];

    /// <summary>Stops the daemon that holds the modules, then unloads those that are loaded.</summary>
    public static IEnumerable<PlanAction> Unload(Snapshot snapshot)
    {
        var loaded = snapshot.Driver.Modules.Or([]).Select(module => module.Name.Replace('-', '_')).ToHashSet(StringComparer.Ordinal);
        string[] modules = [.. Order.Where(loaded.Contains)];
        yield return PlanAction.Disruptive("Without a reboot: stop the daemon that keeps the module in use, and every program that uses the GPU", Disturbs, "systemctl", "stop", "nvidia-persistenced.service");
        yield return PlanAction.Disruptive(
            "Then take the modules out; the next use loads the new ones",
            Disturbs,
            ["modprobe", "-r", .. modules.Length > 0 ? modules : ["nvidia_uvm", "nvidia_drm", "nvidia_modeset", "nvidia"]]);
    }
}
