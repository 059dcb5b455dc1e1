using Strata.Planning;

namespace Strata.Layers.Bus.Actions;

/// <summary>Keeps a passed-through GPU out of its deepest power state.</summary>
public static class KeepAwake
{
    /// <summary>The setting for one GPU; it does not survive a reboot.</summary>
    public static PlanAction[] For(PciAddress gpu) =>
        [PlanAction.ByHand($"Until the next reboot: write 0 to the file d3cold_allowed and on to the file power/control of {gpu} in sysfs", needsRoot: true)];
}
