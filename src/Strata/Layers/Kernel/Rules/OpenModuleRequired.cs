using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Rules;

/// <summary>The GPU works with the open modules only, and the proprietary ones are installed.</summary>
public sealed class OpenModuleRequired : ModuleFlavourRule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Kernel, 41),
        "gpu-needs-open-kernel-module",
        "This GPU works with the open kernel modules only, and the proprietary ones are installed",
        "Blackwell and newer GPUs are driven by the open modules alone. The proprietary module loads, finds the GPU and refuses to initialise it, so nvidia-smi finds no device.")
    {
        Reference = "NVRM text 'requires use of the NVIDIA open kernel modules'; open required platforms in NVIDIA's documentation of kernel modules",
    };

    /// <inheritdoc/>
    protected override LogSign Named => LegacySigns.NeedsOpen;

    /// <inheritdoc/>
    protected override LogSign Unnamed => LegacySigns.NeedsOpenOnly;

    /// <inheritdoc/>
    protected override bool NeedsOpen => true;

    /// <inheritdoc/>
    protected override ImmutableArray<Source> Told(Snapshot snapshot) =>
        snapshot.Log.Current(LegacySigns.ToldNoDevices) is { IsEmpty: false } lost && snapshot.Log.Current(LegacySigns.ToldNeedsOpen) is { IsEmpty: false } told
            ? [.. told.Concat(lost).Select(hit => hit.Source).Distinct()]
            : [];

    // The proprietary module takes such a GPU, so that its owner tells nothing.
    /// <inheritdoc/>
    protected override IEnumerable<PciFunction> Undriven(Snapshot snapshot)
    {
        var working = snapshot.Driver.Gpus.Or([]).Select(gpu => gpu.Address).ToHashSet();
        return snapshot.Bus.HostGpus.Where(gpu => GpuCatalogue.Find(gpu.Device).NeedsOpen && !working.Contains(gpu.Address));
    }

    /// <inheritdoc/>
    protected override int? Branch(int? installed) => installed >= 570 ? installed : null;
}
