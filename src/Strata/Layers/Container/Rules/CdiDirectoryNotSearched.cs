using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Container.Actions;
using Strata.Layers.Container.Cdi;
using Strata.Layers.Userspace;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Container.Rules;

/// <summary>The CDI specification lies where the engine does not look.</summary>
public sealed class CdiDirectoryNotSearched : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Container, 70),
        "cdi-spec-dir-not-searched-by-engine",
        "The engine does not search the directory of the CDI specification",
        "An engine looks for CDI specifications only in its own list of directories (Podman: cdi_spec_dirs in containers.conf). A file elsewhere, such as /run/cdi, does not exist for it, although nvidia-ctk lists its devices.")
    {
        DependsOn = HostDriverFaults.NoDriver,
        Reference = "NixOS/nixpkgs#420638",
    };

    private static PlanAction ForRootlessDocker { get; } = PlanAction.ByHand(
        "Give the rootless daemon a directory of its user: `nvidia-ctk cdi generate --output=$HOME/.config/cdi/nvidia.yaml`, name that directory in \"cdi-spec-dirs\" of ~/.config/docker/daemon.json, then `systemctl --user restart docker`",
        Risk.Disruptive, "containers of this user's daemon");

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => CdiTrouble.All;

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        if (CdiTrouble.Decide(snapshot) is not { Cause: CdiCause.NotSearched } trouble)
        {
            return Verdict.Quiet;
        }
        var rootless = trouble.Evidence.Any(source => source.Text?.Contains("daemon", StringComparison.Ordinal) is true) && DaemonMentions.First(snapshot.Log, DaemonMentions.Rootless) is not null;
        var finding = Find(
            LogWeight.Of(snapshot), Repair.ConfigFix, trouble.Evidence,
            GenerateCdiSpec.List,
            rootless ? ForRootlessDocker : PlanAction.ByHand("Name the directory: `podman --cdi-spec-dir=/run/cdi run ...`, or cdi_spec_dirs = [\"/etc/cdi\", \"/var/run/cdi\", \"/run/cdi\"] under [engine] in /etc/containers/containers.conf", needsRoot: true),
            GenerateCdiSpec.Now);
        return Verdict.Found(finding with
        {
            Confidence = trouble.Confidence,
            Why = trouble.Confidence == Confidence.Possible
                ? Info.Why + " The message alone does not tell this from three others: no specification at all (`nvidia-ctk cdi list` finds none), one written for an older driver, or one that this engine is too old to read."
                : Info.Why,
        });
    }
}
