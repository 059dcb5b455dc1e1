using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Layers.Userspace;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Partition.Rules;

/// <summary>Somebody holds the GPU, so that MIG mode cannot change or the GPU cannot be reset.</summary>
public sealed class GpuInUseBlocksMigOrReset : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Partition, 10),
        "gpu-in-use-blocks-mig-or-reset",
        "A client holds the GPU, so its MIG mode cannot change and it cannot be reset",
        "A change of MIG mode and a reset need a GPU that nobody has open. nvidia-persistenced, DCGM and its exporter, a device plugin, a display or the loaded nvidia_drm have it open without showing up among the compute processes. No reboot is needed: stop them, change the mode, start them again.")
    {
        Reference = "NVIDIA/gpu-operator#118",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } =
    [
        new("MIG mode is in pending", @"MIG mode is in pending (?<what>enable|disable) state for GPU (?<gpu>[0-9A-Fa-f:.]+?):? ?In use by another client")
        {
            Samples = ["Warning: MIG mode is in pending disable state for GPU 00000000:C1:00.0:In use by another client"],
        },
        new("n use by another client", @"(?i)(?:\bMIG|GPU instance|compute instance|reset).{0,160}in use by another client")
        {
            Samples =
            [
                "Unable to set MIG mode for GPU 00000000:07:00.0: In use by another client",
                "Unable to destroy GPU instance ID  1 from GPU  0: In use by another client",
                "time=\"2022-03-28T18:08:09Z\" level=error msg=\"\\nThe following GPUs could not be reset:\\n  GPU 00000000:07:00.0: In use by another client\"",
            ],
        },
        new("n use by another client", @"^\s*GPU (?<gpu>[0-9A-Fa-f]{8}:[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}\.[0-9]): In use by another client")
        {
            Samples = ["  GPU 00000000:0B:00.0: In use by another client"],
        },
        new("n use by another process", @"GPU (?<gpu>[0-9A-Fa-f:.]+) is currently in use by another process")
        {
            Samples = ["GPU 00000000:C1:00.0 is currently in use by another process."],
        },
        new("being used by some other process", @"(?i)\breset\b.{0,60}being used by some other process")
        {
            Samples = ["Unable to reset this GPU because it's being used by some other process (e.g. CUDA application, graphics application like X server, monitoring application like other instance of nvidia-smi)."],
        },
        new("currently being used by one or more other processes", @"(?:(?<gpu>[0-9A-Fa-f]{8}:[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}\.[0-9])|[0-9]+ devices?) (?:is|are) currently being used by one or more other processes")
        {
            Samples =
            [
                "00000000:C1:00.0 is currently being used by one or more other processes (e.g. CUDA application or a monitoring application such as another instance of nvidia-smi).",
                "1 device is currently being used by one or more other processes (e.g., Fabric Manager, CUDA application, graphics application such as an X server, or a monitoring application such as another instance of nvidia-smi).",
            ],
        },
    ];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var hits = snapshot.Log.Current(Signs.AsSpan());
        var findings = hits.GroupBy(hit => PciAddress.Parse(hit["gpu"])?.ToString(), StringComparer.Ordinal).ToList();
        if (findings.Count > 0)
        {
            var named = findings.Where(group => group.Key is not null).ToList();
            var groups = named.Count > 0 ? named : findings;
            var rest = named.Count > 0 ? findings.Where(group => group.Key is null).SelectMany(group => group).ToList() : [];
            return Verdict.Found(groups.Select(group => Finding(LogWeight.Of(snapshot), group.Concat(rest).OrderBy(hit => hit.Order).Select(hit => hit.Source), group.Key)));
        }
        return Verdict.Found(Pending(snapshot));
    }

    private IEnumerable<Finding> Pending(Snapshot snapshot)
    {
        foreach (var gpu in snapshot.Driver.Gpus.Or([]))
        {
            if (gpu.Field("MIG Mode/Current").TryGet(out var current) && gpu.Field("MIG Mode/Pending").TryGet(out var pending)
                && current is "Enabled" or "Disabled" && gpu.Field("MIG Mode/Pending").Or("") is "Enabled" or "Disabled" && current != pending)
            {
                yield return Finding(State.Warning, [gpu.Field("MIG Mode/Current").Source, gpu.Field("MIG Mode/Pending").Source], gpu.Subject) with
                {
                    Title = $"MIG mode waits to become {pending.ToLowerInvariant()}: the GPU was in use when it was set",
                    Confidence = Confidence.Likely,
                };
            }
        }
    }

    private Finding Finding(State state, IEnumerable<Source> evidence, string? gpu) => Find(state, Repair.RestartService, evidence, Fixes(gpu)) with { Subject = gpu };

    private static ImmutableArray<PlanAction> Fixes(string? gpu) =>
    [
        PlanAction.ByHand("See who has the GPU open: `fuser -v /dev/nvidia*` as root", needsRoot: true),
        PlanAction.Disruptive("Stop the services that hold it", "monitoring of the GPUs; programs that use the GPU must be ended by their owners first", "systemctl", "stop", "nvidia-persistenced", "nvidia-dcgm", "dcgm-exporter"),
        PlanAction.ByHand(
            $"When nobody has it open: set the MIG mode again, or `nvidia-smi --gpu-reset -i {gpu ?? "GPU"}`; then start the services again. In Kubernetes drain the node, or let the MIG manager stop the GPU pods",
            Risk.Disruptive, "nothing, once no client is left", needsRoot: true),
    ];
}
