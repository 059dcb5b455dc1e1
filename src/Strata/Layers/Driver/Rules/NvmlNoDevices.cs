using System.Collections.Immutable;
using Strata.Judging;
using Strata.Planning;

namespace Strata.Layers.Driver.Rules;

/// <summary>NVML runs and lists no GPU.</summary>
public sealed class NvmlNoDevices : NvmlRefusalRule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 30), "nvml-no-devices",
        "The driver runs and finds no GPU",
        "The module is loaded and NVML starts, but no GPU could be initialised. The first NVRM line of the failed start names the cause.")
    {
        DependsOn = [.. DriverCauses.Module, .. DriverCauses.Hardware, .. DriverCauses.Start, .. DriverCauses.Container, "rm-init-adapter-failed", "gpu-handle-refused"],
        IsSymptom = true,
        Reference = "nvml.h return codes; texts of nvidia-smi 384 to 595",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } =
        [DriverSigns.NvmlInit, DriverSigns.SmiNoDriver, DriverSigns.NvmlDriverNotLoaded, DriverSigns.NoDevices];

    /// <inheritdoc/>
    protected override ImmutableArray<int> Codes { get; } = [NvmlCode.NotFound, NvmlCode.GpuNotFound];

    /// <inheritdoc/>
    protected override ImmutableArray<PlanAction> Fixes { get; } =
    [
        PlanAction.Look("See why the GPU did not start.", "journalctl", "-k", "-b", "--grep", "NVRM"),
        PlanAction.Look("See whether the GPU is on the bus and who owns it.", "lspci", "-nnk", "-d", "10de:"),
    ];
}
