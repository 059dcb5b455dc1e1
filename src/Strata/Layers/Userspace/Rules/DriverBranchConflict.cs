using Strata.Judging;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Userspace.Rules;

/// <summary>Packages of two branches conflict in one transaction.</summary>
public sealed class DriverBranchConflict : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Userspace, 30),
        "apt-driver-branch-conflict",
        "Driver packages of two branches exclude each other",
        "Each branch has its own packages, and those of two branches cannot stand side by side. An upgrade to another branch works only when the old packages leave in the same transaction; a held package or a leftover library keeps them.")
    {
        DependsOn = ["apt-mixed-repositories"],
        Reference = "Conflicts and Replaces of the driver packages",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var quarrel = PackageQuarrel.Of(snapshot);
        if (quarrel.Kind != QuarrelKind.Branches)
        {
            return Verdict.Quiet;
        }
        return Verdict.Found(Find(
            State.Fault,
            Repair.ConfigFix,
            quarrel.Evidence,
            PlanAction.Look("See which packages are held", "apt-mark", "showhold"),
            PlanAction.Look("See which branch is installed", "dpkg", "-l", "*nvidia*"),
            PlanAction.ByHand("Switch in one transaction: name the packages of the new branch and, with a minus at the end, those of the old one, such as `apt install nvidia-driver-580-server nvidia-driver-550-server-`; release holds first with apt-mark unhold", Risk.Disruptive, "programs that start on the GPU until the reboot", needsRoot: true)) with
        {
            Confidence = quarrel.Certain ? Confidence.Certain : Confidence.Likely,
        });
    }
}
