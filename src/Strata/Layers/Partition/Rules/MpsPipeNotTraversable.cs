using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Partition.Mps;
using Strata.Layers.Userspace;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Partition.Rules;

/// <summary>The user of a program may not reach the pipe directory.</summary>
public sealed class MpsPipeNotTraversable : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Partition, 40),
        "mps-pipe-dir-not-traversable-by-client-uid",
        "The user may not pass a directory on the way to the MPS pipe",
        "The control daemon starts one server per user and gives up root for it first; server and client then walk to the pipe directory as that user. A directory on the way that others may not enter stops them, although the sockets themselves are open to all. The daemon starts the server again some times and then drops the client with error 805.")
    {
        Reference = "bottlerocket-os/bottlerocket#4673",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => MpsTrouble.All;

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot) => MpsTrouble.Decide(snapshot) is { Cause: MpsCause.NotTraversable } trouble
        ? Verdict.Found(Find(LogWeight.Of(snapshot), Repair.ConfigFix, trouble.Evidence, Fixes) with { Confidence = trouble.Confidence })
        : Verdict.Quiet;

    private static ImmutableArray<PlanAction> Fixes { get; } =
    [
        PlanAction.ByHand("See the modes on the way: `namei -l /tmp/nvidia-mps/control` (take the directory of the daemon)"),
        PlanAction.ByHand("Let others pass each closed directory on the way: `chmod o+x DIRECTORY`, and set the mode where the directory is made (tmpfiles.d, unit, image)", needsRoot: true),
        PlanAction.ByHand("Or run one daemon per user, with CUDA_MPS_PIPE_DIRECTORY in a directory of that user"),
    ];
}
