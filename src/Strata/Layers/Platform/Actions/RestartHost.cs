using Strata.Planning;

namespace Strata.Layers.Platform.Actions;

/// <summary>Restarts the host, warm or cold.</summary>
public static class RestartHost
{
    /// <summary>A reboot, with the reason in its text.</summary>
    public static PlanAction Because(string text) => PlanAction.WithReboot(text, "systemctl", "reboot");

    /// <summary>A reboot; <paramref name="why"/> ends the sentence.</summary>
    public static PlanAction Reboot(string why) => Because("Reboot the host" + why);

    /// <summary>Power off, wait, power on: a warm reboot keeps the board's state.</summary>
    public static PlanAction PowerCycle() => new(
        "Shut the host down, cut its power for ten seconds (also with the server's management controller), then start it.",
        ["systemctl", "poweroff"], Risk.Reboot, "everything on this host until it is started again", NeedsRoot: true);
}
