using System.Collections.Immutable;
using System.Globalization;
using Strata.Judging;
using Strata.Layers.Driver.Xid;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Fabric.Rules;

/// <summary>An NVSwitch reported an error that has no rule of its own.</summary>
public sealed class NvSwitchErrorReported : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Fabric, 70), "nvswitch-sxid-reported",
        "An NVSwitch reported an error",
        "SXids are the error numbers of NVSwitches. The line says whether the error is fatal: a fatal one takes a port, or the whole fabric, out of use; others are corrected or only counted.")
    {
        DependsOn = ["nvswitch-sxid-12028", "gpu-fallen-off-bus", "gpu-fallen-off-bus-pcie-link-errors"],
        Reference = "NVIDIA Fabric Manager user guide; NVIDIA's Xid-Catalog",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [XidSigns.Switch];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot) => Verdict.Found(snapshot.Driver.Sxids.Where(item => item.Code != NvSwitchEgressPrivError.Code)
        .GroupBy(item => (item.Era, item.Switch, item.Code)).OrderBy(group => group.Key.Switch).ThenBy(group => group.Key.Code)
        .Select(group => Make(group.Key.Era, [.. group])));

    private Finding Make(Era era, ImmutableArray<SxidEvent> events)
    {
        var first = events[0];
        var entry = XidCatalogue.Sxid(first.Code);
        var judged = XidJudgement.Of(entry);
        var isKnown = entry is not null && entry.Weight != XidWeight.Depends;
        var state = events.Any(item => item.IsFatal) ? State.Fault
            : isKnown ? judged.State
            : first.Severity.Length > 0 ? State.Info : State.Warning;
        var advice = isKnown ? judged.Advice : "Follow the word Fatal or Non-fatal in the line, and Xid 74 on the GPU behind the port.";
        return Find(state, state == State.Fault && judged.Repair is Repair.None or Repair.ContactSupport ? Repair.Reboot : judged.Repair, events.Select(item => item.Source), PlanAction.ByHand(advice)) with
        {
            Era = era,
            Subject = first.Switch?.ToString(),
            Title = string.Create(CultureInfo.InvariantCulture, $"NVSwitch error {first.Code}{(first.Link is { } link ? $" on link {link}" : "")}: {(events.Any(item => item.IsFatal) ? "fatal" : "not fatal")}"),
            Why = (entry?.Meaning ?? "The number is not in the catalogue that came with this program") + ". " + advice,
        };
    }
}
