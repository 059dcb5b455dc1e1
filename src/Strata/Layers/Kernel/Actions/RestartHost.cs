using Strata.Planning;

namespace Strata.Layers.Kernel.Actions;

/// <summary>Reboots the host.</summary>
public static class RestartHost
{
    /// <summary>The action, with the reason in its text.</summary>
    public static PlanAction Because(string text) => PlanAction.WithReboot(text, "systemctl", "reboot");
}
