using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Partition.Mps;
using Strata.Layers.Userspace;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Partition.Rules;

/// <summary>SELinux refuses to label or to use the MPS pipe.</summary>
public sealed class SelinuxDeniesMpsPipe : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Partition, 60),
        "selinux-denies-mps-pipe-label",
        "SELinux refuses the MPS pipe directory",
        "The pipe directory must carry a type that containers may use, container_file_t. Here setting that label, or using the pipe without it, was refused: the daemon's container may not relabel, sees SELinux as off, or the directory lies on a file system without labels.")
    {
        Reference = "NVIDIA/k8s-device-plugin#1105, #847",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => MpsTrouble.All;

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot) => MpsTrouble.Decide(snapshot) is { Cause: MpsCause.Selinux } trouble
        ? Verdict.Found(Find(LogWeight.Of(snapshot), Repair.ConfigFix, trouble.Evidence, Fixes) with { Confidence = trouble.Confidence })
        : Verdict.Quiet;

    private static ImmutableArray<PlanAction> Fixes { get; } =
    [
        PlanAction.ByHand("Label the directory on the host: `chcon -R -t container_file_t /run/nvidia/mps` (or the directory of the daemon); for good with `semanage fcontext` and `restorecon`", needsRoot: true),
        PlanAction.ByHand("In Kubernetes upgrade the device plugin: releases since August 2024 label with chcon and leave hosts without SELinux alone; its MPS container must be privileged"),
    ];
}
