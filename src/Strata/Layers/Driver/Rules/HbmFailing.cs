using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Layers.Driver.Actions;
using Strata.Layers.Driver.Xid;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Rules;

/// <summary>Memory that was repaired fails again.</summary>
public sealed partial class HbmFailing : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 130), "hbm-failing-row-remap-repeats",
        "The GPU's memory fails again after it was repaired",
        "An uncorrectable error takes a row out of use at the next reset. Here a reset or reboot made the repair effective and the memory failed again: the stack or its site is wearing out. A further reset buys minutes; the program is not the cause.")
    {
        DependsOn = ["gpu-fallen-off-bus", "gpu-fallen-off-bus-pcie-link-errors"],
        Reference = "NVIDIA GPU memory error management guide; Xid 48, 63, 64, 94, 95, 171",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [XidSigns.Driver, XidSigns.Summary, MemorySigns.RowsAgain, MemorySigns.EccAgain, MemorySigns.HbmAgain];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var words = snapshot.Origin.Kind == OriginKind.Text
            ? snapshot.Log.Current(MemorySigns.RowsAgain, MemorySigns.EccAgain, MemorySigns.HbmAgain)
            : [];
        var findings = new List<Finding>();
        foreach (var history in MemoryHistory.Of(snapshot.Driver))
        {
            var repeats = history.Repeats(snapshot.Log);
            var isTold = !words.IsEmpty && !history.With(48, 63, 64, 95, 171).IsEmpty;
            if (repeats.IsEmpty && !isTold)
            {
                continue;
            }
            var evidence = repeats.Concat(history.Current).Select(item => item.Source).Take(5).Concat(words.Select(hit => hit.Source));
            // Two repairs of rows may be two rows of a sound stack; the same address again is not.
            var maySound = !isTold && repeats is [_, { Code: 63 } later] && !SharesAddress(repeats[0], later);
            findings.Add(Find(State.Fault, maySound ? Repair.DrainAndReset : Repair.Replace, evidence, Fixes(history.Gpu, maySound)) with
            {
                Subject = history.Gpu?.ToString(),
                Confidence = repeats.IsEmpty || maySound ? Confidence.Likely : Confidence.Certain,
            });
        }
        return Verdict.Found(findings);
    }

    private static IEnumerable<PlanAction> Fixes(PciAddress? gpu, bool maySound)
    {
        yield return PlanAction.ByHand("Drain the node: let or make the programs on this GPU end and give it no new ones.", Risk.Disruptive, "the programs on this GPU");
        if (maySound)
        {
            yield return ResetGpu.ListClients(gpu);
            yield return ResetGpu.Now(gpu);
            yield return PlanAction.ByHand("If a row fails again after this reset: run the vendor's field diagnostics and have the board replaced.");
            yield break;
        }
        foreach (var step in ReplaceBoard.Steps(gpu))
        {
            yield return step;
        }
    }

    private static bool SharesAddress(XidEvent one, XidEvent other) =>
        Address().Matches(one.Text).Select(match => match.Value).Intersect(Address().Matches(other.Text).Select(match => match.Value), StringComparer.OrdinalIgnoreCase).Any();

    [GeneratedRegex("0x[0-9a-f]{4,}", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Address();
}
