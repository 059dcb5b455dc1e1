using System.Collections.Immutable;
using Strata.Judging;
using Strata.Planning;

namespace Strata.Layers.Driver.Rules;

/// <summary>NVML fails without a reason.</summary>
public sealed class NvmlUnknownError : NvmlRefusalRule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 20), "nvml-unknown-error",
        "NVML fails with an unknown error",
        "The library reached the driver and was refused in a way that has no text. On a host it means that a GPU or its device node cannot be opened; in a container that works on the host it means that the device control group or SELinux refuses /dev/nvidia*.")
    {
        DependsOn = [.. DriverCauses.Container, .. DriverCauses.Hardware, .. DriverCauses.Start],
        IsSymptom = true,
        Reference = "nvml.h return codes; texts of nvidia-smi 384 to 595",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } =
        [DriverSigns.NvmlInit, DriverSigns.SmiNoDriver, DriverSigns.NvmlDriverNotLoaded, DriverSigns.NoDevices];

    /// <inheritdoc/>
    protected override ImmutableArray<int> Codes { get; } = [NvmlCode.Unknown];

    /// <inheritdoc/>
    protected override ImmutableArray<PlanAction> Fixes { get; } =
    [
        PlanAction.Look("Run the same on the host: if it works there, the container lost its devices.", "nvidia-smi"),
        PlanAction.Look("See what the kernel said about the GPUs.", "journalctl", "-k", "-b", "--grep", "NVRM"),
    ];
}
