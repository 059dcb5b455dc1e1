using Strata.Layers.Platform;
using Strata.Layers.Platform.Actions;
using Strata.Planning;

namespace Strata.Layers.Bus.Actions;

/// <summary>Gets address space for the memory windows of a GPU.</summary>
public static class MakeRoomForBars
{
    /// <summary>The steps for a host or for a guest.</summary>
    public static PlanAction[] For(PlatformFacts platform) => platform.IsGuest
        ?
        [
            PlanAction.ByHand("Give the virtual machine UEFI firmware (OVMF), machine type q35 and a 64-bit window at least twice as big as the GPU's memory (QEMU: -fw_cfg name=opt/ovmf/X-PciMmio64Mb,string=262144), then start it again", Risk.Disruptive, "the virtual machine while it restarts"),
            .. SetKernelParameter.For(platform, "pci=realloc", "lets the guest kernel place the windows itself"),
        ]
        :
        [
            PlanAction.ByHand("Turn \"Above 4G decoding\" on in the firmware setup, and CSM off", Risk.Reboot, "everything on this host during the reboot"),
            .. SetKernelParameter.For(platform, "pci=realloc", "lets the kernel place the windows itself; behind Thunderbolt or a hot-plug port also hpmmioprefsize"),
            PlanAction.ByHand("An external GPU: connect it before power-on, so that the firmware plans for it", Risk.Reboot, "everything on this host while it is off"),
        ];
}
