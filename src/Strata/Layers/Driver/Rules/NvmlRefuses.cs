using System.Collections.Immutable;
using Strata.Judging;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Rules;

/// <summary>NVML refuses with one of its rarer codes.</summary>
public sealed class NvmlRefuses : NvmlRefusalRule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 60), "nvml-refuses",
        "NVML refuses to start",
        "The library gave a reason of its own: no interrupts, a damaged InfoROM, no memory, no resources, a time-out or a system that is not ready. The text of the line says which.")
    {
        DependsOn = [.. DriverCauses.Hardware, .. DriverCauses.Start, "inforom-corrupted", "driver-call-hangs"],
        IsSymptom = true,
        Reference = "nvml.h return codes; texts of nvidia-smi 384 to 595",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } =
        [DriverSigns.NvmlInit, DriverSigns.SmiNoDriver, DriverSigns.NvmlDriverNotLoaded, DriverSigns.NoDevices];

    /// <inheritdoc/>
    protected override ImmutableArray<int> Codes { get; } = [NvmlCode.Timeout, NvmlCode.IrqIssue, NvmlCode.CorruptedInforom, 20, 23, NvmlCode.NotReady];

    /// <inheritdoc/>
    protected override string? Unasked(Snapshot snapshot) => snapshot.Driver.LoadedVersion.IsKnown && IsSilent(snapshot)
        ? "the module is loaded, and NVML could not be asked whether it works"
        : null;

    /// <inheritdoc/>
    protected override ImmutableArray<PlanAction> Fixes { get; } =
    [
        PlanAction.Look("See what the kernel said about the GPUs.", "journalctl", "-k", "-b", "--grep", "NVRM"),
    ];
}
