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
        var open = snapshot.Partition.MpsPipes.Where(pipe => pipe is { Runs: true, IsOpenToAll: true } && pipe.Control.Owner is "root" or "0").ToList();
        if (!snapshot.Origin.IsWholeMachine || open.Count == 0)
        {
            return Verdict.Quiet;
        }
        if (!snapshot.Driver.LoadedVersion.TryGet(out var version))
        {
            return snapshot.Driver.LoadedVersion.IsAbsent ? Verdict.Quiet : Verdict.Unknown("an MPS daemon of root is open to every user, and the driver's version could not be read to see whether it lets them change limits");
        }
        return version.Branch >= FirstBranchThatAsks ? Verdict.Quiet : Verdict.Found(open
            .Select(pipe => Find(
                State.Warning, Repair.ConfigFix, [pipe.Source, snapshot.Driver.LoadedVersion.Source],
                PlanAction.ByHand("Upgrade to a driver of branch 550 or newer"),
                PlanAction.ByHand("Until then run one daemon per user, with CUDA_MPS_PIPE_DIRECTORY in a directory of mode 0700 of that user", Risk.Disruptive, "programs that use this daemon", needsRoot: true)) with
            {
                Subject = pipe.Directory,
            }));
    }
}
