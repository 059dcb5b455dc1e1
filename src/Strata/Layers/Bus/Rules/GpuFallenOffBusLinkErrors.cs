using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Bus.Actions;
using Strata.Snapshots;

namespace Strata.Layers.Bus.Rules;

/// <summary>The GPU stopped answering after errors on the link that leads to it.</summary>
public sealed class GpuFallenOffBusLinkErrors : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Bus, 20),
        "gpu-fallen-off-bus-pcie-link-errors",
        "The PCI Express link failed and the GPU fell off the bus",
        "The port above the GPU reported receiver or link errors before the GPU stopped answering. The link is the faulty part: "
        + "slot, riser, cable, connector or signal quality at this speed. Restarting brings the GPU back, not the link's margin.")
    {
        Reference = "PCI Express advanced error reporting; NVIDIA Xid catalogue, Xid 79",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => [.. GpuLoss.Signs, .. LinkErrors.Signs];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot) => Verdict.Found(GpuLoss.Find(snapshot).Where(loss => !loss.Causes.IsEmpty).Select(Report));

    private Finding Report(GpuLoss loss) =>
        Find(State.Fault, Repair.CheckHardware, [.. loss.Causes.Take(3).Select(cause => cause.Hit.Source), .. loss.Evidence], RecoverGpu.AfterLinkFailure()) with
        {
            Subject = loss.Gpu?.ToString(),
            Title = loss.Gpu is { } gpu ? $"The link of GPU {gpu} failed and the GPU fell off the bus" : Info.Title,
            Why = $"{Info.Why} Before the loss: {LinkErrors.Describe(loss.Causes)}.",
            Confidence = loss.Causes.Any(cause => cause.Sure) ? Confidence.Certain : Confidence.Likely,
            Era = loss.Era,
        };
}
