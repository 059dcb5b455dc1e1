using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Driver.Actions;
using Strata.Layers.Driver.Xid;
using Strata.Layers.Platform.Actions;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Rules;

/// <summary>The driver announces that only a reboot or a domain recovery helps.</summary>
public sealed class GpuRecoveryActionAsked : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 120), "gpu-recovery-action-asked",
        "The driver asks for more than a reset of the GPU",
        "With Xid 154, and in the field GPU Recovery Action, the driver says which recovery it needs now. This goes before every table of Xids.")
    {
        DependsOn =
        [
            .. DriverCauses.Hardware, "gsp-failed-gpu-needs-power-cycle", "gsp-not-responding", "hbm-failing-row-remap-repeats", "row-remap-failed",
            "uncontained-memory-error", "nvlink5-error-follow-causing-xid", "xid-reported",
        ],
        Reference = "Xid 154; nvml.h nvmlDeviceGpuRecoveryAction_t",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [XidSigns.Driver];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var announced = snapshot.Driver.CurrentXids.Where(item => item.Code == 154).GroupBy(item => item.Gpu).Select(group => group.Last())
            .Select(item => (item.Gpu, item.Source, item.Text));
        var told = snapshot.Driver.Gpus.Or([]).Where(gpu => gpu.Field("GPU Recovery Action").IsKnown)
            .Select(gpu => (Gpu: gpu.Address, gpu.Field("GPU Recovery Action").Source, Text: gpu.Field("GPU Recovery Action").Or("")!));
        return Verdict.Found(announced.Concat(told)
            .Where(item => RecoveryAction.Of(item.Text) is Repair.Reboot or Repair.RestartService && !XidRouting.HasLinkFailure(snapshot.Driver, item.Gpu))
            .Where(item => Aftermath.Of(snapshot, item.Gpu) == State.Fault)
            .GroupBy(item => item.Gpu).OrderBy(group => group.Key)
            .Select(group => Make(group.Key?.ToString(), RecoveryAction.Of(group.First().Text) ?? Repair.Reboot, group.Select(item => item.Source))));
    }

    private Finding Make(string? subject, Repair repair, IEnumerable<Source> evidence) => (repair == Repair.Reboot
        ? Find(State.Fault, repair, evidence, RestartHost.Reboot(": the driver says that a GPU reset is not enough."))
        : Find(State.Fault, repair, evidence, PlanAction.Disruptive("Restart the IMEX service on every node of the domain.", "jobs that use memory of other nodes", "systemctl", "restart", "nvidia-imex.service"))) with
    {
        Subject = subject,
    };
}
