using Strata.Layers.Platform;
using Strata.Layers.Platform.Actions;
using Strata.Planning;

namespace Strata.Layers.Bus.Actions;

/// <summary>Binds functions of a card to vfio-pci by their address, never by their model.</summary>
public static class BindToVfio
{
    /// <summary>Brings driverctl, which not every distribution installs; the step before the others.</summary>
    public static PlanAction[] Tool(PlatformFacts platform) => platform.Distribution.Or(null) switch
    {
        { UsesApt: true } => [PlanAction.Safe("Install driverctl, which binds a driver to one address", "apt-get", "install", "driverctl")],
        { UsesDnf: true } => [PlanAction.Safe("Install driverctl, which binds a driver to one address", "dnf", "install", "driverctl")],
        _ => [PlanAction.ByHand("Install driverctl, which binds a driver to one address, if it is not there", needsRoot: true)],
    };

    /// <summary>Binds one function now and at each boot; driverctl keeps the setting.</summary>
    public static PlanAction[] Function(PciAddress address) =>
        [PlanAction.Disruptive($"Bind {address} to vfio-pci, now and at each boot", $"programs that use {address} on the host", "driverctl", "set-override", address.ToString(), "vfio-pci")];

    /// <summary>Binds what usually sits beside a GPU, when the listing of the group is not at hand.</summary>
    public static PlanAction[] WholeCard(PciAddress? gpu) => gpu is { } address
        ?
        [
            PlanAction.Look("List the functions of the card and their drivers", "lspci", "-nnk", "-s", $"{address.Domain:x4}:{address.Bus:x2}:{address.Device:x2}"),
            PlanAction.Disruptive($"Bind each function that still has a host driver to vfio-pci (here the audio function {address with { Function = 1 }})", "sound over this card on the host", "driverctl", "set-override", (address with { Function = 1 }).ToString(), "vfio-pci"),
        ]
        : [PlanAction.ByHand("Bind every function of the card (display, audio, USB, UCSI) to vfio-pci: driverctl set-override ADDRESS vfio-pci", Risk.Disruptive, "programs that use the card on the host", needsRoot: true)];

    /// <summary>Makes vfio-pci load before the host's drivers.</summary>
    public static PlanAction[] Kept(PlatformFacts platform) =>
    [
        PlanAction.ByHand("So that no host driver is faster: softdep nvidia pre: vfio-pci, and the same for nouveau, snd_hda_intel and xhci_pci, in /etc/modprobe.d/vfio.conf", needsRoot: true),
        .. RebuildInitramfs.ThenReboot(platform.Distribution.Or(null)),
    ];
}
