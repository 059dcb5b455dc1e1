using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Partition.Mps;
using Strata.Layers.Userspace;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Partition.Rules;

/// <summary>A container does not have the pipe directory of the host's MPS daemon.</summary>
public sealed class MpsPipeNotShared : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Partition, 30),
        "mps-pipe-dir-not-shared-into-container",
        "The container has no way to the MPS daemon of the host",
        "A client talks to the control daemon through sockets in the pipe directory and shares memory with the server. A container sees neither unless the directory is mounted into it and it uses the host's IPC namespace; without them CUDA ends with error 805.")
    {
        Reference = "NVIDIA/nvidia-container-toolkit#714",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => MpsTrouble.All;

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot) => MpsTrouble.Decide(snapshot) is { Cause: MpsCause.NotShared } trouble
        ? Verdict.Found(Find(LogWeight.Of(snapshot), Repair.ConfigFix, trouble.Evidence, Fixes) with { Confidence = trouble.Confidence })
        : Verdict.Quiet;

    private static ImmutableArray<PlanAction> Fixes { get; } =
    [
        PlanAction.ByHand("Start the container with both: `--ipc=host -v /tmp/nvidia-mps:/tmp/nvidia-mps -e CUDA_MPS_PIPE_DIRECTORY=/tmp/nvidia-mps` (take the directory of the daemon; --ipc=true is no value); in a pod hostIPC: true and a hostPath volume", Risk.Disruptive, "the container while it is made anew"),
        PlanAction.Look("See that the daemon answers on the host", "pgrep", "-a", "nvidia-cuda-mps"),
        PlanAction.ByHand("Or start the MPS daemon inside the container that uses it"),
    ];
}
