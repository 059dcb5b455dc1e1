using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Layers.Driver.Actions;
using Strata.Layers.Driver.Xid;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Rules;

/// <summary>A bad row is recorded and goes out of use at the next reset.</summary>
public sealed class RowRemapPending : Rule
{
    private const string Field = "Remapped Rows/Pending";
    private const string PageField = "Retired Pages/Pending Page Blacklist";

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 150), "row-remap-pending-reset",
        "Bad memory waits to be taken out of use: drain the GPU and reset it",
        "An uncorrectable error was found and a spare row is set aside for the bad one (GPUs before Ampere take out a whole page). The exchange happens at the next reset; until then the bad row is in use. This is the repair, not the damage: the board stays in service unless the same site fails again after the reset.")
    {
        DependsOn = ["row-remap-failed", "hbm-failing-row-remap-repeats", "page-retirement-failure-plus-second-gpu-init-failure", "gpu-fallen-off-bus", "gpu-fallen-off-bus-pcie-link-errors"],
        Reference = "NVIDIA GPU memory error management guide; Xid 63",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [XidSigns.Driver, MemorySigns.RemapPending, MemorySigns.RemapPendingOfDcgm];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var gpus = snapshot.Driver.Gpus.Or([]);
        var pending = gpus.SelectMany(gpu => new[] { Field, PageField }.Where(path => gpu.Is(path, "Yes"))
            .Select(path => (Gpu: gpu.Address, gpu.Field(path).Source, IsError: false))).ToList();
        if (gpus.All(gpu => !gpu.Field(Field).IsKnown))
        {
            pending.AddRange(snapshot.Log.Current(MemorySigns.RemapPending, MemorySigns.RemapPendingOfDcgm).Select(hit => ((PciAddress?)null, hit.Source, false)));
        }
        foreach (var history in MemoryHistory.Of(snapshot.Driver))
        {
            var isDone = gpus.Any(gpu => gpu.Address is not null && gpu.Address == history.Gpu && (gpu.Is(Field, "No") || gpu.Is(PageField, "No")));
            var rows = history.PendingRepairs(snapshot.Log);
            if (!isDone)
            {
                pending.AddRange(rows.Select(item => (history.Gpu, item.Source, true)));
            }
        }
        if (pending.Count == 0 && snapshot.Origin.IsWholeMachine && snapshot.Driver.Gpus.IsUnreadable
            && snapshot.Driver.Xids.Any(item => item.Era == Era.EarlierBoot && item.Code is 48 or 63 or 64))
        {
            return Verdict.Unknown("an earlier boot recorded bad memory, and whether the GPU still waits for a reset could not be read");
        }
        var hurt = MemoryHistory.Of(snapshot.Driver).Select(history => history.Gpu).ToHashSet();
        return Verdict.Found(pending.GroupBy(item => item.Gpu).OrderBy(group => group.Key).Select(group => Find(
            group.Any(item => item.IsError) || hurt.Contains(group.Key) || hurt.Contains(null) || (group.Key is null && hurt.Count > 0) ? State.Fault : State.Warning, Repair.DrainAndReset, group.Select(item => item.Source),
            ResetGpu.ListClients(group.Key),
            ResetGpu.Now(group.Key),
            PlanAction.Look("Then see that nothing waits any more.", "nvidia-smi", "-q", "-d", "ROW_REMAPPER")) with
        {
            Subject = group.Key?.ToString(),
        }));
    }
}
