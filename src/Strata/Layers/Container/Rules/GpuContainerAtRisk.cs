using Strata.Judging;
using Strata.Snapshots;

namespace Strata.Layers.Container.Rules;

/// <summary>A running container loses its GPU when systemd next reloads.</summary>
public sealed class GpuContainerAtRisk : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Container, 170),
        "container-loses-gpu-at-next-systemd-reload",
        "A running container will lose its GPU when systemd next reloads",
        "The GPU's device nodes were mounted into this container by the toolkit's hook, but the rules that systemd keeps for its scope do not name them. The next `systemctl daemon-reload`, which any package upgrade may do, sets those rules again and the program gets NVML: Unknown Error.")
    {
        Reference = "NVIDIA/nvidia-container-toolkit#48, #1744",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot) => snapshot.Container is { Unseen: > 0 and var unseen, Toolkit.IsKnown: true } && snapshot.Container.Docker.Or(null) is { KnowsNvidia: true } && snapshot.Container.AtRisk.Or([]).IsEmpty
        ? Verdict.Unknown($"the mounts of {unseen} running container{(unseen == 1 ? "" : "s")} could not be read, so whether a GPU was mounted behind systemd's back is not known; root may see")
        : Verdict.Found(snapshot.Container.AtRisk.Or([]).Select(container =>
        Find(State.Warning, Repair.ConfigFix, [container.Rules, container.Mount], DeviceCgroupRevoked.Lasting) with
        {
            Subject = container.Scope,
            Confidence = Confidence.Likely,
        }));
}
