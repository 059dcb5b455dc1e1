using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Driver.Actions;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Rules;

/// <summary>Clients give up because the driver starts the GPUs from cold for each of them.</summary>
public sealed class PersistenceModeOffSlowInit : Rule
{
    private static readonly LogSign TimedOut = new("timed out", @"(?:nvidia-container-cli: )?initialization error: (?:nvml|driver(?: rpc)?|driver) error: timed out|driver(?: rpc)? error: timed out")
    {
        Samples =
        [
            "nvidia-container-cli: initialization error: driver rpc error: timed out: unknown.",
            "nvidia-container-cli: initialization error: driver error: timed out\\\\\\\\n\\\\\\\"\\\"\": unknown.",
        ],
    };

    private static readonly LogSign Slow = new("nvidia-smi", @"(?i)nvidia-smi`?(?: \S+)? (?:command )?(?:is (?:very |extremely |so )?slow|takes? (?:about |around |up to |over |more than |~ ?)?(?:forever|very long|a long time|ages|(?:[5-9]|\d{2,3}) ?(?:s\b|sec|seconds)|\d+ ?min))")
    {
        Samples = ["nvidia-smi takes 25 seconds to return", "nvidia-smi takes forever without it"],
    };

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 280), "persistence-mode-off-slow-init",
        "The driver starts the GPUs from cold for every client, and clients time out",
        "Without persistence the driver shuts a GPU down when nobody uses it; the next client waits one to three seconds per GPU while all are started again. With many or large GPUs this is longer than the container toolkit or an exporter waits. The GPU is not at fault.")
    {
        DependsOn = [.. DriverCauses.Hardware, "gsp-not-responding", "gsp-failed-gpu-needs-power-cycle", "driver-call-hangs", "rm-init-adapter-failed"],
        Reference = "NVIDIA driver persistence guide; NVIDIA/nvidia-container-toolkit#202",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [TimedOut, Slow];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var gpus = snapshot.Driver.Gpus.Or([]);
        var off = gpus.Where(gpu => gpu.Is("Persistence Mode", "Disabled")).ToList();
        var timedOut = snapshot.Log.Current(TimedOut);
        var slow = snapshot.Origin.Kind == OriginKind.Text ? snapshot.Log.Current(Slow) : [];
        if ((timedOut.IsEmpty && slow.IsEmpty) || (gpus.Length > 0 && off.Count == 0 && gpus.Any(gpu => gpu.Is("Persistence Mode", "Enabled"))))
        {
            return Verdict.Quiet;
        }
        if (timedOut.IsEmpty && off.Count == 0 && !slow.Any(hit => MentionsPersistence(hit.Source.Text)))
        {
            return Verdict.Quiet;
        }
        var evidence = timedOut.Concat(slow).Select(hit => hit.Source).Concat(off.Select(gpu => gpu.Field("Persistence Mode").Source));
        var fixes = EnablePersistence.For(snapshot.Driver.Persistence);
        var state = snapshot.Driver.NvmlWorks && snapshot.Origin.Kind != OriginKind.Text ? State.Warning : State.Fault;
        return Verdict.Found(Find(state, Repair.ConfigFix, evidence, [.. fixes, PlanAction.Look("See that the mode is on for every GPU.", "nvidia-smi", "--query-gpu=pci.bus_id,persistence_mode", "--format=csv")]) with
        {
            Confidence = off.Count > 0 ? Confidence.Certain : Confidence.Likely,
        });
    }

    private static bool MentionsPersistence(string? text) => text?.Contains("ersist", StringComparison.Ordinal) == true || text?.Contains("without it", StringComparison.Ordinal) == true;
}
