using Strata.Planning;

namespace Strata.Layers.Driver.Actions;

/// <summary>Keeps the GPUs initialised between programs.</summary>
public static class EnablePersistence
{
    /// <summary>At once, until the next boot.</summary>
    public static PlanAction Now() => PlanAction.Safe("Switch persistence mode on now (it lasts until the next boot).", "nvidia-smi", "-pm", "1");

    /// <summary>At every boot, with the daemon.</summary>
    public static PlanAction Daemon() => PlanAction.Safe("Start the persistence daemon now and at every boot.", "systemctl", "enable", "--now", "nvidia-persistenced.service");

    /// <summary>What makes the mode last on this host: the daemon where its unit can be enabled, a drop-in where it is static or starts with the mode off.</summary>
    public static IEnumerable<PlanAction> For(PersistenceFacts persistence) =>
        persistence.StartsWithModeOff.Or(otherwise: false) || persistence.Daemon.Or(null)?.Enabled == "static" ? WithoutTheFlag() : [Daemon(), Now()];

    /// <summary>Takes the switch out that makes the daemon useless; a drop-in survives package updates.</summary>
    public static IEnumerable<PlanAction> WithoutTheFlag()
    {
        yield return Now();
        yield return PlanAction.ByHand(
            "Write /etc/systemd/system/nvidia-persistenced.service.d/persistence.conf with an empty ExecStart= and a second ExecStart= that has the unit's command without --no-persistence-mode (systemctl edit nvidia-persistenced.service opens it).",
            needsRoot: true);
        yield return PlanAction.Disruptive("Start the daemon with the new command.", "nothing that runs; GPUs without a program are initialised anew", "systemctl", "restart", "nvidia-persistenced.service");
    }
}
