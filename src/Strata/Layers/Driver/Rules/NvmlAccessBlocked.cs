using System.Collections.Immutable;
using Strata.Judging;
using Strata.Planning;

namespace Strata.Layers.Driver.Rules;

/// <summary>The operating system refuses the devices.</summary>
public sealed class NvmlAccessBlocked : NvmlRefusalRule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 40), "nvml-access-blocked",
        "The operating system blocks access to the GPU",
        "NVML may not open the control device: a device control group, SELinux or the permissions of /dev/nvidia* refuse it. The GPU and the driver are not at fault.")
    {
        DependsOn = [.. DriverCauses.Container],
        IsSymptom = true,
        Reference = "nvml.h return codes; texts of nvidia-smi 384 to 595",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } =
        [DriverSigns.NvmlInit, DriverSigns.SmiNoDriver, DriverSigns.NvmlDriverNotLoaded, DriverSigns.NoDevices];

    /// <inheritdoc/>
    protected override ImmutableArray<int> Codes { get; } = [NvmlCode.OperatingSystem];

    /// <inheritdoc/>
    protected override ImmutableArray<PlanAction> Fixes { get; } =
    [
        PlanAction.Look("Compare with the host: if it works there, the container may not open the devices.", "nvidia-smi"),
        PlanAction.Look("See owner and mode of the device nodes.", "ls", "-lZ", "/dev/nvidiactl", "/dev/nvidia0"),
    ];
}
