using Strata.Judging;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Bus.Rules;

/// <summary>The whole PCI bus was read and no NVIDIA GPU is on it.</summary>
public sealed class NoNvidiaGpuOnBus : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Bus, 70),
        "no-nvidia-gpu-on-bus",
        "There is no NVIDIA GPU on the PCI bus",
        "The kernel lists no NVIDIA display or 3D controller. On a machine without such a card this is a plain statement; "
        + "where one should be, it is not powered, not seated, disabled in firmware, or not passed to this virtual machine.");

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var bus = snapshot.Bus;
        if (snapshot.Origin.IsWholeMachine && bus.Functions is Reading<System.Collections.Immutable.ImmutableArray<PciFunction>>.Unreadable unreadable)
        {
            return Verdict.Unknown("the PCI bus could not be read: " + unreadable.Why);
        }
        if (!snapshot.Origin.IsWholeMachine || !bus.Functions.IsKnown || !bus.IsComplete || !bus.Gpus.IsEmpty)
        {
            return Verdict.Quiet;
        }
        return bus.DriverTrace is { } trace
            ? Verdict.Found(Find(State.Warning, Repair.CheckHardware, [bus.Functions.Source, trace], Fixes(snapshot)) with
            {
                Title = "An NVIDIA driver is installed, but there is no NVIDIA GPU on the PCI bus",
                Confidence = Confidence.Likely,
            })
            : Verdict.Found(Find(State.Info, Repair.None, [bus.Functions.Source]));
    }

    private static PlanAction[] Fixes(Snapshot snapshot) => snapshot.Platform.IsGuest
        ? [PlanAction.ByHand("Look at the virtual machine's definition on its host: is a GPU passed to it?")]
        :
        [
            PlanAction.ByHand("Check that the card is seated and its power connectors are in", Risk.Reboot, "everything on this host while it is off"),
            PlanAction.ByHand("Check in the firmware setup that the slot is enabled and that 4G decoding and lane setup fit the card", Risk.Reboot, "everything on this host during the reboot"),
        ];
}
