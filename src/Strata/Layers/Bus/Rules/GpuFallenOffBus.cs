using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Bus.Actions;
using Strata.Snapshots;

namespace Strata.Layers.Bus.Rules;

/// <summary>The GPU stopped answering on PCI Express and no link error came before.</summary>
public sealed class GpuFallenOffBus : Rule
{
    // "Cannot attach gpu" and its kin are what a GPU says that cannot be started for these reasons, too.
    private static readonly ImmutableArray<string> OtherReasons =
    [
        "vfio-pci-config-space-unreadable", "vfio-gpu-stuck-in-d3cold", "pci-bar-not-assigned", "gpu-needs-open-kernel-module",
        "gpu-needs-proprietary-kernel-module", "gpu-needs-legacy-driver-branch", "gsp-firmware-file-missing", "gpu-firmware-boot-not-complete",
        "gsp-failed-gpu-needs-power-cycle",
    ];

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Bus, 10),
        "gpu-fallen-off-bus",
        "The GPU has fallen off the bus",
        "The GPU no longer answers on PCI Express: every read gives all ones. What the driver and the programs report after that "
        + "follows from it. Usual causes are power delivery, heat, a riser or cable, and power management that cannot wake the GPU.")
    {
        Reference = "NVIDIA Xid catalogue, Xid 79; NVRM messages of the open kernel modules",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => GpuLoss.Signs;

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot) => Verdict.Found(GpuLoss.Find(snapshot).Where(loss => loss.Causes.IsEmpty).Select(Report))
        .UnlessUnread(snapshot, "whether the GPU still answers", snapshot.Bus.HostGpus.Select(gpu => gpu.Answers));

    private Finding Report(GpuLoss loss) => Find(State.Fault, Repair.Reboot, loss.Evidence, RecoverGpu.AfterLoss()) with
    {
        Subject = loss.Gpu?.ToString(),
        Title = loss.Gpu is { } gpu ? $"GPU {gpu} has fallen off the bus" : Info.Title,
        Confidence = loss.Confidence,
        Era = loss.Era,
        AlsoDependsOn = loss.Confidence == Confidence.Certain ? ["pci-bar-not-assigned"] : OtherReasons,
    };
}
