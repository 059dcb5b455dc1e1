using System.Collections.Immutable;
using Strata.Judging;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Rules;

/// <summary>NVML works but cannot open one GPU.</summary>
public sealed class GpuHandleRefused : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 70), "gpu-handle-refused",
        "NVML cannot open one of the GPUs",
        "The driver knows the GPU but could not start it or no longer reaches it. One such GPU can keep nvidia-smi from listing the others. The first NVRM line about it names the cause.")
    {
        DependsOn = [.. DriverCauses.Hardware, .. DriverCauses.Start, .. DriverCauses.Container, "rm-init-adapter-failed"],
        IsSymptom = true,
        Reference = "texts of nvidia-smi 384 to 595",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [DriverSigns.NoHandle];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var refusals = snapshot.Driver.NvmlFailures
            .Where(failure => failure.Code is not (NvmlCode.ResetRequired or NvmlCode.InsufficientPower))
            .Where(failure => failure.Gpu is not null || (failure.Source.Text ?? "").Contains("device handle", StringComparison.Ordinal));
        return Verdict.Found(refusals.GroupBy(failure => failure.Gpu).OrderBy(group => group.Key).Select(group => Find(
            State.Fault, Repair.CheckHardware, group.Select(failure => failure.Source),
            PlanAction.Look("See what the kernel said about this GPU.", "journalctl", "-k", "-b", "--grep", "NVRM"),
            PlanAction.Look("See whether it still answers on the bus.", "lspci", "-nnvv", "-d", "10de:")) with
        {
            Subject = group.Key?.ToString(),
            Confidence = Confidence.Likely,
        }));
    }
}
