using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Partition.Mps;
using Strata.Layers.Userspace;
using Strata.Machine;
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

    private static readonly LogSign Closed = new("700", @"(?<![0-9])(?:mode |chmod )?[`""']?0?700[`""']?(?![0-9.])") { Samples = ["the directory has mode 0700"] };

    private static readonly LogSign NamesMps = new("nvidia-cuda-mps-", @"\bnvidia-cuda-mps-(?:server|control)\b") { Samples = ["nvidia-cuda-mps-server exits"] };

    private static readonly ImmutableArray<LogSign> NoAccess =
    [
        new("EACCES") { Samples = ["open gives EACCES"] },
        new("ermission denied") { Samples = ["/run/nvidia/mps: Permission denied"] },
        new("traverse") { Samples = ["the user cannot traverse it"] },
    ];

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => [.. MpsTrouble.All, Closed, NamesMps, .. NoAccess];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot) => MpsTrouble.Decide(snapshot) switch
    {
        { Cause: MpsCause.NotTraversable } trouble => Verdict.Found(Find(LogWeight.Of(snapshot), Repair.ConfigFix, trouble.Evidence, Fixes) with { Confidence = trouble.Confidence }),
        { Cause: MpsCause.None } when snapshot.Origin.Kind == OriginKind.Text && InWords(snapshot.Log) is { IsEmpty: false } told =>
            Verdict.Found(Find(State.Fault, Repair.ConfigFix, told, Fixes) with { Confidence = Confidence.Possible }),
        _ => Verdict.Quiet,
    };

    private static ImmutableArray<Source> InWords(LogFacts log) =>
        log.Has(NamesMps) && log.Current(Closed) is { IsEmpty: false } closed && log.Current(NoAccess.AsSpan()) is { IsEmpty: false } refused
            ? [.. closed.Concat(refused).Select(hit => hit.Source).Distinct()]
            : [];

    private static ImmutableArray<PlanAction> Fixes { get; } =
    [
        PlanAction.ByHand("See the modes on the way: `namei -l /tmp/nvidia-mps/control` (take the directory of the daemon)"),
        PlanAction.ByHand("Let others pass each closed directory on the way: `chmod o+x DIRECTORY`, and set the mode where the directory is made (tmpfiles.d, unit, image)", needsRoot: true),
        PlanAction.ByHand("Or run one daemon per user, with CUDA_MPS_PIPE_DIRECTORY in a directory of that user"),
    ];
}
