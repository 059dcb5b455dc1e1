using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Layers.Driver.Actions;
using Strata.Layers.Driver.Xid;
using Strata.Layers.Platform.Actions;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Rules;

/// <summary>Two faulty boards in one host: one with memory that cannot be repaired, one that does not start.</summary>
public sealed class PageRetirementAndSecondGpu : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 160), "page-retirement-failure-plus-second-gpu-init-failure",
        "One GPU has memory that cannot be retired, another does not initialise",
        "On one board an uncorrectable error (Xid 48) hit a page that could not be taken out of use (Xid 64); another board fails to start. These are two faults of hardware: what operators, plugins and containers report on this node follows from them.")
    {
        DependsOn = ["gpu-fallen-off-bus", "gpu-fallen-off-bus-pcie-link-errors"],
        Reference = "Xid 48, 64; RmInitAdapter",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [XidSigns.Driver, DriverSigns.RmInitFailed];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var worn = MemoryHistory.Of(snapshot.Driver).FirstOrDefault(history => history.With(64).Any(MemoryHistory.IsPage));
        var starts = snapshot.Log.Current(DriverSigns.RmInitFailed, DriverSigns.RmInitNode);
        var other = starts.FirstOrDefault(hit => PciAddress.Parse(hit["gpu"]) is { } gpu && gpu.Slot != worn?.Gpu?.Slot);
        if (worn is null || other is null)
        {
            return Verdict.Quiet;
        }
        var failing = PciAddress.Parse(other["gpu"]);
        return Verdict.Found(Find(
            State.Fault, Repair.Replace, worn.With(48, 64).Select(item => item.Source).Append(other.Source),
            [
                PlanAction.ByHand($"Take the node out of service: {worn.Gpu} has damaged memory and {failing} does not start.", Risk.Disruptive, "the programs on this node"),
                RestartHost.PowerCycle(),
                .. ReplaceBoard.Steps(worn.Gpu),
            ]));
    }
}
