using Strata.Judging;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Userspace.Rules;

/// <summary>A version mismatch that is over.</summary>
public sealed class PastMismatch : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Userspace, 13),
        "no-current-fault-history-mismatch",
        "The version mismatch is over: module and library agree now",
        "The text belongs to an earlier boot, to the log of an old installation, or stands before output that shows one version on both sides.")
    {
        Reference = "time of each log line against the current boot",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var clash = VersionClash.Of(snapshot);
        return clash.Kind == ClashKind.Past && snapshot.Origin.Kind == OriginKind.Text
            ? Verdict.Found(Find(State.Info, Repair.None, clash.Evidence))
            : Verdict.Quiet;
    }
}
