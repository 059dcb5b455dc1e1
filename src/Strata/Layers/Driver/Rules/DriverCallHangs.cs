using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Driver.Actions;
using Strata.Layers.Platform.Actions;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Rules;

/// <summary>A call into the driver does not return.</summary>
public sealed class DriverCallHangs : Rule
{
    private static readonly LogSign Blocked = new("blocked for more than", @"INFO: task (?<task>nvidia[\w-]*|nv[_-][\w-]+|nvc:[\w-]*|irq/\d+-nvidia\w*|UVM [\w ]+|dcgm[\w-]*|gpud)(?::(?<pid>\d+))? blocked for more than (?<seconds>\d+) seconds")
    {
        Samples = ["[ 1450.123456] INFO: task nvidia-smi:9931 blocked for more than 120 seconds."],
    };

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 300), "driver-call-hangs",
        "A call into the NVIDIA driver does not return",
        "A process waits in the kernel for the driver, without an end and without a way to kill it. Every further nvidia-smi waits behind it on the driver's lock. The usual reason is a GPU or its system processor that stopped answering.")
    {
        DependsOn = [.. DriverCauses.Hardware, "gsp-not-responding", "gsp-failed-gpu-needs-power-cycle", "gpu-firmware-boot-not-complete"],
        Reference = "kernel hung-task detector",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [Blocked];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var evidence = snapshot.Log.Current(Blocked).Select(hit => hit.Source).ToList();
        var isBlocked = evidence.Count > 0;
        if (snapshot.Driver.Nvml is Reading<NvmlAnswer>.Unreadable silent && silent.Why.Contains("did not answer", StringComparison.OrdinalIgnoreCase))
        {
            evidence.Add(silent.Source with { Text = silent.Source.Text ?? silent.Why });
        }
        if (evidence.Count == 0 || (snapshot.Driver.NvmlWorks && snapshot.Origin.Kind != OriginKind.Text))
        {
            return Verdict.Quiet;
        }
        return Verdict.Found(Find(
            isBlocked ? State.Fault : State.Warning, Repair.Reboot, evidence,
            PlanAction.Safe("See where it waits before anything is restarted.", "nvidia-bug-report.sh", "--safe-mode"),
            RestartHost.Reboot("; a process in this state cannot be killed. Where the reboot hangs too, cut the power.")) with
        {
            Confidence = isBlocked ? Confidence.Certain : Confidence.Possible,
        });
    }
}
