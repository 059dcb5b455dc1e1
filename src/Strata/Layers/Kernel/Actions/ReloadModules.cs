using Strata.Planning;

namespace Strata.Layers.Kernel.Actions;

/// <summary>Takes the NVIDIA modules out, so that the next use loads those on disk.</summary>
public static class ReloadModules
{
    /// <summary>Unloads the modules, users of a module first.</summary>
    public static PlanAction Unload() => PlanAction.Disruptive(
        "Without a reboot: stop every program that uses the GPU, then take the modules out; the next use loads the new ones",
        "every program that uses a GPU, the display included",
        "modprobe", "-r", "nvidia_uvm", "nvidia_drm", "nvidia_modeset", "nvidia");
}
