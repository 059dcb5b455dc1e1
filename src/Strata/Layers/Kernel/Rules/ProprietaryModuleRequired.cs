using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Rules;

/// <summary>The GPU has no GSP, and the open modules are installed.</summary>
public sealed class ProprietaryModuleRequired : ModuleFlavourRule
{
    // The last branch for GPUs without a GSP.
    private const int LastBranch = 580;

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Kernel, 42),
        "gpu-needs-proprietary-kernel-module",
        "This GPU works with the proprietary kernel modules only, and the open ones are installed",
        "The open modules hand the GPU's management to its System Processor (GSP). Maxwell, Pascal and Volta have none, so only the proprietary modules, up to branch 580, drive them.")
    {
        Reference = "NVRM text 'is not supported by open nvidia.ko because it does not include the required GPU System Processor'",
    };

    /// <inheritdoc/>
    protected override LogSign Named => LegacySigns.NeedsProprietary;

    /// <inheritdoc/>
    protected override LogSign Unnamed => LegacySigns.NeedsProprietaryOnly;

    /// <inheritdoc/>
    protected override bool NeedsOpen => false;

    /// <inheritdoc/>
    protected override ImmutableArray<Source> Told(Snapshot snapshot) => [.. snapshot.Log.Current(LegacySigns.OpenNotReady).Select(hit => hit.Source)];

    /// <inheritdoc/>
    protected override IEnumerable<PciFunction> Undriven(Snapshot snapshot) =>
        snapshot.Bus.HostGpus.Where(gpu => GpuCatalogue.Find(gpu.Device).LastBranch == LastBranch
            && (gpu.Driver.IsAbsent || (gpu.Driver.TryGet(out var driver) ? driver != "nvidia" : FoundNone(snapshot))));

    // A text that does not say who owns the GPU, in which nvidia-smi found none.
    private static bool FoundNone(Snapshot snapshot) => snapshot.Log.Has(LegacySigns.ToldNoDevices);

    /// <inheritdoc/>
    protected override int? Branch(int? installed) => installed is { } branch ? Math.Min(branch, LastBranch) : null;
}
