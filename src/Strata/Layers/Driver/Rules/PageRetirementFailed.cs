using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Driver.Actions;
using Strata.Layers.Driver.Xid;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Rules;

/// <summary>A page with an uncorrectable error could not be retired.</summary>
public sealed class PageRetirementFailed : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 170), "page-retirement-failed",
        "A memory page with an uncorrectable error could not be retired",
        "GPUs before Ampere take a bad page out of use (dynamic page retirement). Here that failed, because the table is full or the page is one that the driver itself needs, so the page stays in use.")
    {
        DependsOn = ["page-retirement-failure-plus-second-gpu-init-failure", "hbm-failing-row-remap-repeats", "gpu-fallen-off-bus", "gpu-fallen-off-bus-pcie-link-errors"],
        Reference = "Xid 64; NVIDIA dynamic page retirement guide",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [XidSigns.Driver];

    /// <summary>True when a page of this GPU could not be retired.</summary>
    internal static bool IsFailure(MemoryHistory history) => history.With(64).Any(item =>
        item.Text.Contains("Page Retirement", StringComparison.OrdinalIgnoreCase) || item.Text.Contains("Blacklist", StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot) => Verdict.Found(MemoryHistory.Of(snapshot.Driver).Where(IsFailure).Select(history => Find(
        State.Fault, Repair.Replace, history.With(48, 64).Select(item => item.Source), ReplaceBoard.Steps(history.Gpu)) with
    {
        Subject = history.Gpu?.ToString(),
    }));
}
