using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Layers.Driver.Actions;
using Strata.Layers.Driver.Xid;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Rules;

/// <summary>A bad row of memory could not be taken out of use.</summary>
public sealed class RowRemapFailed : Rule
{
    private const string Field = "Remapped Rows/Remapping Failure Occurred";

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 140), "row-remap-failed",
        "A bad memory row could not be remapped: the board has to be replaced",
        "Each bank of the GPU's memory has a few spare rows. They are used up, or the repair failed, so the bad row stays in use and will hurt the next program that touches it. A reset helps for a while at best; NVIDIA counts this as a reason for replacement.")
    {
        DependsOn = ["hbm-failing-row-remap-repeats", "page-retirement-failure-plus-second-gpu-init-failure", "gpu-fallen-off-bus", "gpu-fallen-off-bus-pcie-link-errors"],
        Reference = "NVIDIA GPU memory error management guide; Xid 64; open-gpu-kernel-modules ras_events",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [XidSigns.Driver, MemorySigns.RemapFailure, MemorySigns.RemapFailureOfDcgm];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var gpus = snapshot.Driver.Gpus.Or([]);
        var failed = gpus.Where(gpu => gpu.Is(Field, "Yes")).Select(gpu => (gpu.Address, gpu.Field(Field).Source)).ToList();
        if (gpus.All(gpu => !gpu.Field(Field).IsKnown))
        {
            failed.AddRange(snapshot.Log.Current(MemorySigns.RemapFailure, MemorySigns.RemapFailureOfDcgm).Select(hit => ((PciAddress?)null, hit.Source)));
        }
        var failures = snapshot.Driver.CurrentXids.Where(item => item.Code == 64 && item.Testimony != XidTestimony.Monitor && !MemoryHistory.IsPendingText(item)).ToList();
        failed.AddRange(failures.Select(item => (item.Gpu, item.Source)));
        return Verdict.Found(failed.GroupBy(item => item.Item1).OrderBy(group => group.Key).Select(group => Find(
            State.Fault, Repair.Replace, group.Select(item => item.Source), ReplaceBoard.Steps(group.Key)) with
        {
            Subject = group.Key?.ToString(),
            Title = failures.Exists(item => item.Gpu == group.Key && MemoryHistory.IsPage(item)) ? "A bad memory page could not be retired: the board has to be replaced" : Info.Title,
        }));
    }
}
