using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Partition.Mps;
using Strata.Layers.Userspace;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Partition.Rules;

/// <summary>Daemon and program do not agree on the pipe directory.</summary>
public sealed class MpsPipeDirectoryUnset : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Partition, 50),
        "mps-pipe-directory-env-not-set",
        "Daemon and program do not agree on CUDA_MPS_PIPE_DIRECTORY",
        "Daemon, its command and every client find each other through the directory in CUDA_MPS_PIPE_DIRECTORY, /tmp/nvidia-mps when it is not set. Where one of them has another value, or a changed root has no default, they do not meet. The same happens when no daemon runs and its sockets were left behind.")
    {
        Reference = "kubernetes-sigs/dra-driver-nvidia-gpu#1143; NVIDIA MPS documentation",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => MpsTrouble.All;

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot) => MpsTrouble.Decide(snapshot) is { Cause: MpsCause.DirectoryUnset } trouble
        ? Verdict.Found(Find(LogWeight.Of(snapshot), Repair.ConfigFix, trouble.Evidence, Fixes) with { Confidence = trouble.Confidence })
        : Verdict.Quiet;

    private static ImmutableArray<PlanAction> Fixes { get; } =
    [
        PlanAction.ByHand("Set CUDA_MPS_PIPE_DIRECTORY (and CUDA_MPS_LOG_DIRECTORY for the daemon) to the same directory for daemon, command and clients; also inside a chroot or pod"),
        PlanAction.Look("See whether a daemon runs, and with which settings", "pgrep", "-a", "nvidia-cuda-mps"),
        PlanAction.ByHand("If no daemon runs: start it with `nvidia-cuda-mps-control -d`, or remove what it left in the pipe directory", needsRoot: true),
    ];
}
