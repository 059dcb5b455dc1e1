using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Userspace;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Container.Rules;

/// <summary>Docker came as a snap, whose confinement hides the driver of the host.</summary>
public sealed class DockerSnapCannotSeeDriver : Rule
{
    /// <summary>Replaces the snap by packages.</summary>
    public static PlanAction UseDistributionDocker { get; } = PlanAction.ByHand(
        "Replace the snap by Docker's or the distribution's packages: save what the containers hold, then `snap remove docker`, install docker-ce or docker.io and run `nvidia-ctk runtime configure --runtime=docker`",
        Risk.Disruptive, "all containers and images of the snap", needsRoot: true);

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Container, 30),
        "docker-snap-cannot-see-driver",
        "Docker from a snap cannot see the driver of the host",
        "The toolkit runs inside the snap's own file system, where libnvidia-ml.so.1 of the host does not exist. The same message appears when the host has no driver at all, so `nvidia-smi` on the host tells them apart.")
    {
        Reference = "canonical/docker-snap#148",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => [UserspaceSigns.ContainerLibraryLoadFailed, .. DaemonMentions.Snap];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var failed = snapshot.Log.Current(UserspaceSigns.ContainerLibraryLoadFailed, ContainerSigns.RuntimeProgramMissing);
        var installed = snapshot.Container.Engine(EngineKind.Docker);
        var snap = DaemonMentions.First(snapshot.Log, DaemonMentions.Snap) ?? (installed is { IsSnap: true } ? installed.Source : null);
        if (failed.IsEmpty || snap is null)
        {
            return Verdict.Quiet;
        }
        return Verdict.Found(Find(LogWeight.Of(snapshot), Repair.ConfigFix, [.. failed.Select(hit => hit.Source), snap], UseDistributionDocker) with
        {
            Confidence = Confidence.Likely,
        });
    }
}
