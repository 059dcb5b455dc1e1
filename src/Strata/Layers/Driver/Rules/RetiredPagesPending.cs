using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Layers.Driver.Actions;
using Strata.Layers.Driver.Xid;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Rules;

/// <summary>Pages wait to be retired at the next start of the driver.</summary>
public sealed class RetiredPagesPending : Rule
{
    private const string Field = "Retired Pages/Pending Page Blacklist";

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 180), "retired-pages-pending",
        "Memory pages wait to be retired: reset the GPU or reboot",
        "A page with errors is recorded and goes out of use when the driver starts the GPU the next time. Until then programs can still be given the page.")
    {
        DependsOn = ["page-retirement-failed", "page-retirement-failure-plus-second-gpu-init-failure", "hbm-failing-row-remap-repeats"],
        Reference = "NVIDIA dynamic page retirement guide; Xid 63",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [XidSigns.Driver];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var told = snapshot.Driver.Gpus.Or([]).Where(gpu => gpu.Is(Field, "Yes")).Select(gpu => (Gpu: (PciAddress?)gpu.Address, gpu.Field(Field).Source));
        var logged = MemoryHistory.Of(snapshot.Driver)
            .Where(history => !snapshot.Driver.Gpus.Or([]).Any(gpu => gpu.Address == history.Gpu && gpu.Is(Field, "No")))
            .SelectMany(history => history.PendingRepairs(snapshot.Log))
            .Where(item => item.Code == 63 && item.Text.Contains("Page Retirement", StringComparison.OrdinalIgnoreCase))
            .Select(item => (item.Gpu, item.Source));
        return Verdict.Found(told.Concat(logged).GroupBy(item => item.Gpu).OrderBy(group => group.Key).Select(group => Find(
            State.Warning, Repair.DrainAndReset, group.Select(item => item.Source), ResetGpu.ListClients(group.Key), ResetGpu.Now(group.Key)) with
        {
            Subject = group.Key?.ToString(),
        }));
    }
}
