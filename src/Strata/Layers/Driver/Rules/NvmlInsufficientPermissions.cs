using System.Collections.Immutable;
using Strata.Judging;
using Strata.Planning;

namespace Strata.Layers.Driver.Rules;

/// <summary>The user may not open the devices.</summary>
public sealed class NvmlInsufficientPermissions : NvmlRefusalRule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 50), "nvml-insufficient-permissions",
        "This user may not open the GPU devices",
        "The device nodes exist with an owner, a group or a mode that keeps this user out, or a security module refuses. The driver sets the mode from NVreg_DeviceFileMode (0666 by default).")
    {
        DependsOn = [.. DriverCauses.Container],
        IsSymptom = true,
        Reference = "nvml.h return codes; texts of nvidia-smi 384 to 595",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } =
        [DriverSigns.NvmlInit, DriverSigns.SmiNoDriver, DriverSigns.NvmlDriverNotLoaded, DriverSigns.NoDevices];

    /// <inheritdoc/>
    protected override ImmutableArray<int> Codes { get; } = [NvmlCode.NoPermission];

    /// <inheritdoc/>
    protected override ImmutableArray<PlanAction> Fixes { get; } =
    [
        PlanAction.Look("See owner and mode of the device nodes.", "ls", "-lZ", "/dev/nvidiactl", "/dev/nvidia0"),
        PlanAction.Look("See the mode that the driver gives them.", "grep", "DeviceFile", "/proc/driver/nvidia/params"),
    ];
}
