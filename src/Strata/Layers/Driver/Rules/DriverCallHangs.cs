using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Driver.Actions;
using Strata.Layers.Platform.Actions;
using Strata.Machine;
using Strata.Planning;
using Strata.Sampling;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Rules;

/// <summary>A call into the driver does not return.</summary>
public sealed class DriverCallHangs : Rule
{
    private const int MostFrames = 8;

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
        if (snapshot.Driver.Silent.Any(gpu => gpu.Hangs))
        {
            return Verdict.Found(snapshot.Driver.Silent.Where(gpu => gpu.Hangs).Select(gpu => OfProbe(snapshot, gpu)));
        }
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
        return Verdict.Found(Find(isBlocked ? State.Fault : State.Warning, Repair.Reboot, evidence, Fixes) with
        {
            Confidence = isBlocked ? Confidence.Certain : Confidence.Possible,
        });
    }

    // A thread that does not wait in the kernel may be slow and no more; one that cannot be interrupted is lost.
    private Finding OfProbe(Snapshot snapshot, SilentGpu gpu)
    {
        var isUninterruptible = gpu.Hang.Any(thread => thread.State == 'D');
        var stack = gpu.Hang.SelectMany(thread => thread.Stack).Take(MostFrames).Select(frame => gpu.Source with { Text = frame });
        var xid = snapshot.Driver.CurrentXids.LastOrDefault(item => item.Gpu == gpu.Address && gpu.Address is not null);
        return Find(State.Fault, Repair.Reboot, [gpu.Source, .. stack, .. snapshot.Log.Current(Blocked).Select(hit => hit.Source), .. xid is null ? (ImmutableArray<Source>)[] : [xid.Source]], Fixes) with
        {
            Subject = gpu.Subject,
            Title = $"A call into the NVIDIA driver for {(gpu.Address is null ? "" : "GPU ")}{gpu.Subject} does not return",
            Why = $"{Info.Why} Here {StatusChanges.Describe(gpu.Hang)}.{(xid is null ? "" : $" The last Xid of this GPU is {xid.Code}.")}",
            Confidence = isUninterruptible ? Confidence.Certain : Confidence.Likely,
        };
    }

    private static PlanAction[] Fixes =>
    [
        PlanAction.Safe("See where it waits before anything is restarted.", "nvidia-bug-report.sh", "--safe-mode"),
        RestartHost.Reboot("; a process in this state cannot be killed. Where the reboot hangs too, cut the power."),
    ];
}
