using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Driver.Xid;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Fabric.Rules;

/// <summary>An NVSwitch port answered a request with an error and the jobs on it end.</summary>
public sealed class NvSwitchEgressPrivError : Rule
{
    /// <summary>NVSWITCH_ERR_HW_NPORT_EGRESS_PRIVRSPERR.</summary>
    internal const int Code = 12028;

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Fabric, 60), "nvswitch-sxid-12028",
        "NVSwitch error 12028: the jobs that used this port are lost, the switch goes on",
        "A response on the way out of an NVSwitch port carried an access error. The switch marks it as not fatal, but the NVLink traffic of the GPU behind the port stalls and its jobs end with Xid 45. A GPU that left the fabric in the middle of a transfer (crash, reset, Xid 74 or 79) is the usual trigger.")
    {
        DependsOn = ["gpu-fallen-off-bus", "gpu-fallen-off-bus-pcie-link-errors", "nvlink5-error-follow-causing-xid"],
        Reference = "NVIDIA Fabric Manager user guide, SXid 12028; leptonai/gpud#338",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [XidSigns.Switch];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot) => Verdict.Found(snapshot.Driver.Sxids.Where(item => item.Code == Code)
        .GroupBy(item => item.Era)
        .Select(group => Find(
            State.Fault, Repair.RestartApp, group.Select(item => item.Source),
            PlanAction.ByHand("Start the jobs again that used GPUs behind this switch; in a virtual machine restart the guest."),
            PlanAction.Look("See whether a GPU reported an Xid at that moment: it is the one to follow.", "journalctl", "-k", "-b", "--grep", "Xid"),
            PlanAction.Look("See that every GPU is still in the fabric.", "nvidia-smi", "-q"),
            PlanAction.WithReboot("If it comes again, or GPUs stay out of the fabric, reboot the host: this resets GPUs and switches together.", "systemctl", "reboot")) with
        {
            Era = group.Key,
            Title = group.First().Switch is { } place ? $"NVSwitch {place}, error 12028: the jobs that used the port are lost, the switch goes on" : Info.Title,
        }));
}
