using Strata.Judging;
using Strata.Layers.Partition.Mps;
using Strata.Layers.Userspace;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Partition.Rules;

/// <summary>The MPS server ends again and again before it is ready.</summary>
public sealed class MpsServerDoesNotStart : Rule
{
    private const int Enough = 2;

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Partition, 90),
        "mps-server-does-not-start",
        "The MPS server ends before it is ready",
        "The control daemon starts a server for the first client, tries it six times and then drops the client with error 805 or 807. The server's own log says why: no GPU it may use, libcuda missing or of another version, no room in /dev/shm, or a directory on the way that its user may not enter.")
    {
        DependsOn = [.. HostDriverFaults.All, "mps-pipe-dir-not-traversable-by-client-uid", "gpu-in-use-blocks-mig-or-reset"],
        Reference = "control.log and server.log of the daemons of 535 and 550",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        if (snapshot.Partition.MpsLog is { IsUnreadable: true } && snapshot.Partition.MpsRuns && snapshot.Origin.IsWholeMachine
            && snapshot.Log.HasAny(PartitionSigns.MpsConnectionFailed, PartitionSigns.MpsConnectionFailedName))
        {
            return Verdict.Unknown("a program did not reach the MPS server, and the daemon's log could not be read to see why");
        }
        if (!snapshot.Partition.MpsLog.TryGet(out var log) || log.ServerLives || log.Failed.Length < Enough)
        {
            return Verdict.Quiet;
        }
        var reason = log.Reason?.Text is { } text ? text[(text.IndexOf(']', StringComparison.Ordinal) + 1)..].Trim() : null;
        return Verdict.Found(Find(State.Fault, Repair.ConfigFix, [.. log.Failed.Take(Enough), .. new[] { log.Reason }.OfType<Source>()], Fixes) with
        {
            Title = reason is null ? Info.Title : $"The MPS server ends before it is ready: {reason}",
        });
    }

    private static IEnumerable<PlanAction> Fixes =>
    [
        PlanAction.Look("See whether the driver works without MPS", "nvidia-smi"),
        PlanAction.ByHand("See what the server wrote last: server.log beside control.log; with no line but the log directory libcuda.so.1 is missing for it"),
        PlanAction.ByHand("When the cause is gone, end the daemon as its owner (`echo quit | nvidia-cuda-mps-control`) and start it again", Risk.Disruptive, "programs that use this daemon"),
    ];
}
