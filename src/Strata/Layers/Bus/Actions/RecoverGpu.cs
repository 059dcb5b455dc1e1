using Strata.Planning;

namespace Strata.Layers.Bus.Actions;

/// <summary>Brings a lost GPU back and finds out why it was lost.</summary>
public static class RecoverGpu
{
    private const string WhileOff = "everything on this host while it is off";

    /// <summary>After a loss without link errors: restart, then look for the cause.</summary>
    public static PlanAction[] AfterLoss() =>
    [
        PlanAction.WithReboot("Reboot the host; nothing less brings the GPU back", "systemctl", "reboot"),
        PlanAction.ByHand("If it is not back after the reboot: cut the power for a minute", Risk.Reboot, WhileOff),
        PlanAction.ByHand("If it happens again: check power connectors and supply, temperature, seating and riser, and update firmware, VBIOS and driver", Risk.Reboot, WhileOff),
    ];

    /// <summary>After a link failure: restart, then repair the link.</summary>
    public static PlanAction[] AfterLinkFailure() =>
    [
        PlanAction.WithReboot("Reboot the host to get the GPU back", "systemctl", "reboot"),
        .. LinkChecks(),
    ];

    /// <summary>What to look at when a link has errors, cheapest first.</summary>
    public static PlanAction[] LinkChecks() =>
    [
        PlanAction.ByHand("Power off, reseat the GPU and every riser, cable and adapter between it and the board", Risk.Reboot, WhileOff),
        PlanAction.ByHand("Check the power supply and the GPU's power connectors", Risk.Reboot, WhileOff),
        PlanAction.ByHand("As a test, lower the slot's PCI Express generation in the firmware setup, or boot with pcie_aspm=off; errors that go away point to signal quality", Risk.Reboot, "everything on this host during the reboot"),
    ];
}
