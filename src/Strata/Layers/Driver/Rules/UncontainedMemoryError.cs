using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Driver.Actions;
using Strata.Layers.Driver.Xid;
using Strata.Layers.Platform.Actions;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Rules;

/// <summary>An uncorrectable memory error could not be confined.</summary>
public sealed class UncontainedMemoryError : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 200), "uncontained-memory-error",
        "A memory error hit every program on the GPU: reset it",
        "Memory reported an error that ECC could not correct, and the GPU could not tell whose data it was (Xid 95), or it struck where the row could not be marked (Xid 140). Every program on the GPU has ended or computes with doubtful data; the GPU must be reset.")
    {
        DependsOn = ["row-remap-failed", "row-remap-pending-reset", "hbm-failing-row-remap-repeats", "page-retirement-failure-plus-second-gpu-init-failure", "gpu-fallen-off-bus", "gpu-fallen-off-bus-pcie-link-errors"],
        Reference = "Xid 95, 140; NVIDIA GPU memory error management guide",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [XidSigns.Driver];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot) => Verdict.Found(MemoryHistory.Of(snapshot.Driver)
        .Where(history => !history.With(95, 140).IsEmpty)
        .Select(history => Find(
            Aftermath.Of(snapshot, history.Gpu), Repair.DrainAndReset, history.With(95, 140, 48, 171, 172).Select(item => item.Source),
            ResetGpu.ListClients(history.Gpu), ResetGpu.Now(history.Gpu), RestartHost.Reboot(" where the GPU cannot be reset alone.")) with
        {
            Subject = history.Gpu?.ToString(),
            AlsoDependsOn = XidRouting.Doubt(history.With(95, 140)),
        }));
}
