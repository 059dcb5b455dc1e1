using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Driver.Actions;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Rules;

/// <summary>The persistence daemon runs and keeps nothing.</summary>
public sealed class PersistenceDaemonWithModeOff : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 270), "persistence-daemon-without-persistence-mode",
        "nvidia-persistenced runs, but with --no-persistence-mode",
        "The unit that Ubuntu ships starts the daemon with --no-persistence-mode: the service is active and the GPUs are still torn down between programs. The unit is static, so enabling it changes nothing.")
    {
        Reference = "nvidia-compute-utils unit file; nvidia-persistenced(1)",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var persistence = snapshot.Driver.Persistence;
        var gpus = snapshot.Driver.Gpus.Or([]);
        var off = gpus.Where(gpu => gpu.Is("Persistence Mode", "Disabled")).ToList();
        if (off.Count > 0 && snapshot.Origin.IsWholeMachine && persistence.StartsWithModeOff.IsUnreadable
            && (persistence.Daemon.IsUnreadable || persistence.Daemon.Or(null) is { IsActive: true }))
        {
            return Verdict.Unknown("persistence mode is off, and how nvidia-persistenced is started could not be read");
        }
        if (!persistence.Daemon.TryGet(out var daemon) || !daemon.IsActive || !persistence.StartsWithModeOff.Or(otherwise: false)
            || (gpus.Length > 0 && off.Count == 0))
        {
            return Verdict.Quiet;
        }
        return Verdict.Found(Find(
            off.Count > 0 && off.TrueForAll(gpu => gpu.Processes.IsEmpty) ? State.Warning : State.Info, Repair.ConfigFix,
            [daemon.Source, persistence.StartsWithModeOff.Source, .. off.Select(gpu => gpu.Field("Persistence Mode").Source)],
            EnablePersistence.WithoutTheFlag()));
    }
}
