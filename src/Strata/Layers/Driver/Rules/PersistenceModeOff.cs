using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Driver.Actions;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Rules;

/// <summary>The GPUs are torn down whenever no program uses them.</summary>
public sealed class PersistenceModeOff : Rule
{
    private const string Field = "Persistence Mode";

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 260), "persistence-mode-off",
        "Persistence mode is off",
        "When the last program closes the GPU, the driver shuts it down and starts it anew for the next: seconds for each start, and power limits, clocks and error counters are forgotten. A desktop keeps the GPU open by itself; a server without a display does not.")
    {
        DependsOn = ["persistence-daemon-without-persistence-mode"],
        Reference = "NVIDIA driver persistence guide",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var off = snapshot.Driver.Gpus.Or([]).Where(gpu => gpu.Is(Field, "Disabled")).ToList();
        if (off.Count == 0 || !snapshot.Driver.NvmlWorks)
        {
            return Verdict.Quiet;
        }
        // A pasted text is about something else; what it shows by the way must not come before that.
        var isServer = snapshot.Origin.Kind != OriginKind.Text && off.Count > 1 && off.TrueForAll(IsHeadless) && snapshot.Driver.Gpus.Or([]).All(IsHeadless);
        return Verdict.Found(Find(
            isServer ? State.Warning : State.Info, Repair.ConfigFix, off.Select(gpu => gpu.Field(Field).Source),
            EnablePersistence.For(snapshot.Driver.Persistence)) with
        {
            Title = off.Count == 1 ? $"Persistence mode is off on {off[0].Subject ?? "the GPU"}" : $"Persistence mode is off on {off.Count} GPUs",
        });
    }

    // A display server, or any other program, holds the GPU open.
    private static bool IsHeadless(GpuState gpu) => !gpu.Is("Display Active", "Enabled") && !gpu.Is("Display Mode", "Enabled") && gpu.Processes.IsEmpty;
}
