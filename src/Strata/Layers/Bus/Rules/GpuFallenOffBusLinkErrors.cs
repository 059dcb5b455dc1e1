using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Bus.Actions;
using Strata.Machine;
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
    public override ImmutableArray<LogSign> Signs => [.. GpuLoss.Signs, .. LinkErrors.Signs, BusSigns.SurpriseDown, BusSigns.RecoveryFailed];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var losses = GpuLoss.Find(snapshot);
        if (!losses.IsEmpty && !snapshot.Log.Any && snapshot.Origin.IsWholeMachine)
        {
            return Verdict.Unknown("whether the link failed before the GPU was lost: no kernel log could be read");
        }
        var silent = Enum.GetValues<Era>().Where(era => !losses.Any(loss => loss.Era == era)).Select(era => WentDown(snapshot, era)).OfType<GpuLoss>();
        return Verdict.Found(losses.Where(loss => !loss.Causes.IsEmpty).Select(Report).Concat(silent.Select(loss => Report(loss) with { Confidence = loss.Confidence })));
    }

    // A port whose link is gone by surprise, and no recovery of the device below it: the driver may never come to say a word.
    private static GpuLoss? WentDown(Snapshot snapshot, Era era)
    {
        var errors = LinkErrors.Find(snapshot, era);
        var downs = snapshot.Log.All(BusSigns.SurpriseDown).Where(hit => hit.Era == era).ToList();
        var ports = errors.Where(error => error.Hit["severity"].EndsWith("(Fatal)", StringComparison.Ordinal)
            && downs.Exists(down => down["address"].Length == 0 || down["address"] == error.Hit["address"])).ToList();
        if (ports.Count == 0)
        {
            return null;
        }
        var gpu = ports[0].Gpu;
        var givenUp = errors.Where(error => (error.Hit.Sign == BusSigns.RecoveryWithoutGpu || error.Hit.Sign == BusSigns.NoAwareDriver) && (gpu is null || error.Gpu == gpu)).ToList();
        var failed = snapshot.Log.All(BusSigns.RecoveryFailed).Where(hit => hit.Era == era && ports.Exists(port => port.Hit["address"] == hit["address"]));
        var evidence = givenUp.Select(error => error.Hit).Concat(failed).Take(2).Select(hit => hit.Source).ToList();
        return evidence.Count == 0
            ? null
            : new GpuLoss(gpu ?? givenUp.FirstOrDefault()?.Gpu, [.. evidence, downs[0].Source], [.. ports], Confidence.Likely, era);
    }

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
