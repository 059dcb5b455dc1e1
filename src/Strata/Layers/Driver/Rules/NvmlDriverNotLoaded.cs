using System.Collections.Immutable;
using Strata.Judging;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Rules;

/// <summary>NVML finds no loaded driver.</summary>
public sealed class NvmlDriverNotLoaded : NvmlRefusalRule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 10), "nvml-driver-not-loaded",
        "The NVIDIA driver is not loaded",
        "NVML opens /dev/nvidiactl and gets no answer, so the nvidia kernel module is not loaded. Why it is not loaded stands in the kernel log, in DKMS or in the package list: this is a symptom.")
    {
        DependsOn = [.. DriverCauses.Module, .. DriverCauses.Hardware, .. DriverCauses.Container],
        IsSymptom = true,
        Reference = "nvml.h return codes; texts of nvidia-smi 384 to 595",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } =
        [DriverSigns.NvmlInit, DriverSigns.SmiNoDriver, DriverSigns.NvmlDriverNotLoaded, DriverSigns.NoDevices];

    /// <inheritdoc/>
    protected override ImmutableArray<int> Codes { get; } = [NvmlCode.DriverNotLoaded];

    /// <inheritdoc/>
    protected override string? Unasked(Snapshot snapshot) => snapshot.Driver.IsLoaded.IsUnreadable && IsSilent(snapshot)
        ? "neither the list of loaded modules nor NVML could be read"
        : null;

    /// <inheritdoc/>
    protected override ImmutableArray<PlanAction> Fixes { get; } =
    [
        PlanAction.Safe("Load the module; the error it prints names the cause.", "modprobe", "nvidia"),
        PlanAction.Look("See what the kernel said about it.", "journalctl", "-k", "-b", "--grep", "NVRM|nvidia|nouveau"),
    ];
}
