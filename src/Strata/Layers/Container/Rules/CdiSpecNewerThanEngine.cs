using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Container.Cdi;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Container.Rules;

/// <summary>The CDI specification is of a version that the engine cannot read.</summary>
public sealed class CdiSpecNewerThanEngine : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Container, 80),
        "cdi-spec-version-newer-than-engine",
        "The CDI specification is newer than the engine can read",
        "An engine drops a whole specification when it declares a version or a field that the engine does not know, and then says only that the device is unresolvable. The toolkit writes version 0.7.0 from 1.19.1 on; Podman before 5.0 reads up to 0.6.0 and before 4.1 knows no CDI.")
    {
        Reference = "NVIDIA/nvidia-container-toolkit#1860, #1940, #63",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => CdiTrouble.All;

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        if (CdiTrouble.Decide(snapshot) is { Cause: CdiCause.TooNew } trouble)
        {
            return Verdict.Found(Find(State.Fault, Repair.ConfigFix, trouble.Evidence, Fixes) with { Confidence = trouble.Confidence });
        }
        var unread = snapshot.Container.CdiSpecs.Or([]).Select(spec => CdiTrouble.Unread(snapshot, spec)).FirstOrDefault(source => source is not null);
        return unread is null ? Verdict.Quiet : Verdict.Found(Find(State.Warning, Repair.ConfigFix, [unread, snapshot.Container.Engine(EngineKind.Podman)!.Source], Fixes));
    }

    private static ImmutableArray<PlanAction> Fixes { get; } =
    [
        PlanAction.ByHand("Upgrade the engine to one that reads CDI 0.7.0 (Podman 5 or newer)", needsRoot: true),
        PlanAction.ByHand("Or stay with the engine and install a toolkit before 1.19.1, hold it there, and run `nvidia-ctk cdi generate --output=/etc/cdi/nvidia.yaml` again", needsRoot: true),
    ];
}
