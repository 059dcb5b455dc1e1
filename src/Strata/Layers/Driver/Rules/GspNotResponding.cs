using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Driver.Actions;
using Strata.Layers.Driver.Xid;
using Strata.Layers.Platform.Actions;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Rules;

/// <summary>The GPU's system processor does not answer the driver.</summary>
public sealed class GspNotResponding : Rule
{
    /// <summary>The heartbeat of GSP stopped.</summary>
    private static readonly LogSign Heartbeat = new("GSP", @"(?i)NVRM: .*GSP.*heartbeat.*(?:timed? ?out|stopped|lost|missed)|NVRM: .*heartbeat.*GSP.*(?:timed? ?out|stopped|lost|missed)")
    {
        Samples = ["NVRM: GPU0 GSP heartbeat timed out"],
    };

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 220), "gsp-not-responding",
        "The GPU's system processor (GSP) does not answer or crashed",
        "Since Turing most of the driver runs on a processor of the GPU. It gave no answer in time (Xid 119) or its firmware crashed (Xid 120). Each further request waits up to 45 seconds, so nvidia-smi and every program seem to hang.")
    {
        DependsOn = [.. DriverCauses.Hardware, "gsp-failed-gpu-needs-power-cycle", "gsp-firmware-file-missing", "gpu-firmware-boot-not-complete"],
        Reference = "Xid 119, 120",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [XidSigns.Driver, Heartbeat, DriverSigns.Wpr2Up];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        // A GSP that is latched after its crash has a rule of its own, which shows the crash too.
        if (snapshot.Log.Has(DriverSigns.Wpr2Up))
        {
            return Verdict.Quiet;
        }
        var xids = snapshot.Driver.CurrentXids.Where(item => XidRouting.Gsp.Contains(item.Code)).GroupBy(item => item.Gpu).OrderBy(group => group.Key)
            .Select(group => Make(Aftermath.Of(snapshot, group.Key), group.Key, group.Select(item => item.Source))).ToList();
        var beats = snapshot.Log.Current(Heartbeat);
        if (xids.Count == 0 && !beats.IsEmpty)
        {
            xids.Add(Make(Aftermath.Of(snapshot, null), null, beats.Select(hit => hit.Source)));
        }
        return Verdict.Found(xids);
    }

    private Finding Make(State state, Bus.PciAddress? gpu, IEnumerable<Machine.Source> evidence) => Find(
        state, Repair.ResetGpu, evidence,
        PlanAction.Safe("Write a report first: what GSP did stands only in this boot.", "nvidia-bug-report.sh", "--safe-mode"),
        ResetGpu.ListClients(gpu),
        ResetGpu.Now(gpu),
        RestartHost.Reboot(" when the reset is refused or hangs."),
        PlanAction.ByHand("If it comes again: install the newest release of this driver branch; GSP firmware comes with it.")) with
    {
        Subject = gpu?.ToString(),
    };
}
