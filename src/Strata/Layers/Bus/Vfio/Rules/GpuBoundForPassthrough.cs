using Strata.Judging;
using Strata.Snapshots;

namespace Strata.Layers.Bus.Vfio.Rules;

/// <summary>A GPU is set aside for virtual machines.</summary>
public sealed class GpuBoundForPassthrough : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Bus, 210),
        "gpu-bound-for-passthrough",
        "A GPU is set aside for virtual machines",
        "A passthrough driver owns the GPU. The host's NVIDIA driver does not see it, and nothing is wrong with that.");

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot) => Verdict.Found(snapshot.Bus.PassedThrough.Select(gpu => Find(State.Info, Repair.None, [gpu.Driver.Source]) with
    {
        Subject = gpu.Address.ToString(),
        Title = $"GPU {gpu.Address} is bound to {gpu.Driver.Or("vfio-pci")}: set aside for virtual machines",
    }));
}
