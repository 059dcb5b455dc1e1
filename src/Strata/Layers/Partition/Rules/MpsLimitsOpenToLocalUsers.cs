using Strata.Judging;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Partition.Rules;

/// <summary>Any local user can change the limits of an MPS daemon.</summary>
public sealed class MpsLimitsOpenToLocalUsers : Rule
{
    private const int FirstBranchThatAsks = 550;

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Partition, 70),
        "mps-limits-open-to-local-users",
        "Any local user can change the limits of the MPS daemon",
        "The control daemon of branches before 550 takes thread percentage, memory limits and priority from whoever connects to its socket, which is open to all, and a long command ends it. From 550 on only its owner and root may change settings.")
    {
        Reference = "measured with the control daemons of 535.309.01 and 550.163.01",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        if (!snapshot.Origin.IsWholeMachine || !snapshot.Driver.LoadedVersion.TryGet(out var version) || version.Branch >= FirstBranchThatAsks)
        {
            return Verdict.Quiet;
        }
        return Verdict.Found(snapshot.Partition.MpsPipes
            .Where(pipe => pipe is { Runs: true, IsOpenToAll: true } && pipe.Control.Owner is "root" or "0")
            .Select(pipe => Find(
                State.Warning, Repair.ConfigFix, [pipe.Source, snapshot.Driver.LoadedVersion.Source],
                PlanAction.ByHand("Upgrade to a driver of branch 550 or newer"),
                PlanAction.ByHand("Until then run one daemon per user, with CUDA_MPS_PIPE_DIRECTORY in a directory of mode 0700 of that user", Risk.Disruptive, "programs that use this daemon", needsRoot: true)) with
            {
                Subject = pipe.Directory,
            }));
    }
}
