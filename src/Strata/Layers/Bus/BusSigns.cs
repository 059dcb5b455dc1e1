using System.Collections.Immutable;
using Strata.Judging;

namespace Strata.Layers.Bus;

/// <summary>Traces in logs that more than one rule or collector of this layer and of higher ones reads.</summary>
public static class BusSigns
{
    private const string Address = @"(?<address>(?:[0-9a-fA-F]{4,8}:)?[0-9a-fA-F]{2}:[0-9a-fA-F]{2}(?:\.[0-7])?)";

    /// <summary>Xid 79: the GPU stopped answering on the bus.</summary>
    public static LogSign Xid79 { get; } = new("Xid", @"\bXid\s*(?:\((?:PCI:)?(?<address>[0-9a-fA-F:.]+)[^)]*\))?: 79\b")
    {
        Origin = SignOrigin.Kernel,
        Samples =
        [
            "kernel: NVRM: Xid (PCI:0000:01:00): 79, pid=6755, name=python3, GPU has fallen off the bus.",
            "[74889.644138] NVRM: Xid (PCI:0000:02:00): 79, GPU has fallen off the bus.",
            "NVRM: Xid (0000:81:00): 79, GPU has fallen off the bus.",
        ],
    };

    /// <summary>Somebody's own words for it; they count beside a GPU whose handle NVML refuses.</summary>
    public static LogSign ToldFall { get; } = new(" the bus", @"(?i)\b(?:falls?|fell|falling|drop(?:s|ped|ping)?|disappear(?:s|ed|ing)?|vanish(?:es|ed)?)\s+(?:out\s+of|off(?:\s+of)?|from)\s+the\s+(?:pcie?\s+)?bus\b")
    {
        Samples = ["it fell off the bus", "one card drops off the bus under load"],
    };

    /// <summary>NVML cannot reach a GPU that it knows.</summary>
    public static LogSign HandleUnknown { get; } = new("determine the device handle for", @"determine the device handle for GPU ?(?:[0-9]+: )?(?<address>[0-9a-fA-F]{4,8}:[0-9a-fA-F]{2}:[0-9a-fA-F]{2}(?:\.[0-7])?)?.*Unknown Error")
    {
        Samples = ["Unable to determine the device handle for GPU 0000:04:00.0: Unknown Error", "Unable to determine the device handle for GPU0: 0000:4C:00.0: Unknown Error"],
    };

    /// <summary>The driver's words for a GPU that stopped answering, on one line.</summary>
    public static LogSign FallenOffBus { get; } = new("fallen off the bus", @"(?:GPU (?:at )?(?:PCI:)?(?<address>[0-9a-fA-F]{4,8}:[0-9a-fA-F]{2}:[0-9a-fA-F]{2}(?:\.[0-7])?)[^0-9].*?)?fallen off the bus")
    {
        Origin = SignOrigin.Kernel,
        Samples =
        [
            "kernel: NVRM: GPU 0000:01:00.0: GPU has fallen off the bus.",
            "[ 5031.123456] NVRM: GPU at 00000000:04:00.0 has fallen off the bus.",
            "NVRM: fallen off the bus and is not responding to commands.",
        ],
    };

    /// <summary>The message of three lines at probe time, which names the GPU in its first line.</summary>
    public static LogSign FallenOffBusAtProbe { get; } = new("The NVIDIA GPU ", @"The NVIDIA GPU (?<address>\S+) \(PCI ID: (?<id>[0-9a-f:]+)\) installed in this system has fallen off the bus")
    {
        Span = 3,
        Samples = ["[ 1843.308145] NVRM: The NVIDIA GPU 0000:b3:00.0 (PCI ID: 10de:26b5) installed in this system has fallen off the bus and is not responding to commands."],
    };

    /// <summary>NVML's words for a GPU that stopped answering.</summary>
    public static LogSign GpuIsLost { get; } = new(" is lost", @"(?:for GPU ?[0-9]*:? ?(?<address>[0-9a-fA-F]{4,8}:[0-9a-fA-F]{2}:[0-9a-fA-F]{2}\.[0-7]): )?(?:GPU|nvml error: gpu) is lost")
    {
        Samples = ["Unable to determine the device handle for GPU 0000:04:00.0: GPU is lost.  Reboot the system to recover this GPU", "nvidia-container-cli: detection error: nvml error: gpu is lost: unknown"],
    };

    /// <summary>Kubernetes' device plugin took the GPU away because of it.</summary>
    public static LogSign PluginSaw79 { get; } = new("Xid=79") { Samples = ["I0728 10:00:00.000001       1 health.go:189] XidCriticalError: Xid=79 on Device=GPU-00000000-0000-0000-0000-000000000000, the device will go unhealthy."] };

    /// <summary>Somebody's own words for it.</summary>
    public static LogSign ToldXid79 { get; } = new("Xid", @"\bXid 79\b(?![0-9])")
    {
        Origin = SignOrigin.Kernel,
        Samples = ["dmesg shows Xid 79 on GPU 3, then every job fails"],
    };

    /// <summary>The driver finds all ones where a GPU should answer when it is opened.</summary>
    public static LogSign CannotAttach { get; } = new("NVRM", "Cannot attach gpu")
    {
        Samples = ["[   21.238204] NVRM: osInitNvMapping: *** Cannot attach gpu"],
    };

    /// <summary>The driver's status code for a GPU that is gone; several of its messages carry it.</summary>
    public static LogSign StatusLost { get; } = new("GPU_IS_LOST")
    {
        Samples = ["NVRM: nvCheckOkFailedNoLog: Check failed: GPU lost from the bus [NV_ERR_GPU_IS_LOST] (0x0000000F) returned from kgspHealthCheck_HAL(pGpu, pKernelGsp)"],
    };

    /// <summary>Messages that only follow when the GPU no longer answers: status 0xf is "GPU is lost".</summary>
    public static LogSign LostAfterwards { get; } = new("NVRM: _", @"NVRM: _threadNodeCheckTimeout: API_GPU_ATTACHED_SANITY_CHECK failed|rpcSendMessage failed with status 0x0000000f\b")
    {
        Origin = SignOrigin.Kernel,
        Samples =
        [
            "kernel: NVRM: _threadNodeCheckTimeout: API_GPU_ATTACHED_SANITY_CHECK failed!",
            "kernel: NVRM: _issueRpcAndWait: rpcSendMessage failed with status 0x0000000f for fn 78 sequence 1016221!",
        ],
    };

    /// <summary>A device cannot be brought back to power.</summary>
    public static LogSign DeviceInaccessible { get; } = new("change power state", @"(?<driver>[\w-]+) " + Address + @": (?:Unable to change power state from (?<from>\w+) to D0, device inaccessible|can't change power state from (?<from4>\w+) to D0 \(config space inaccessible\)|Refused to change power state(?:, currently in (?<from2>D3\w*)| from (?<from3>D3\w*) to D0))")
    {
        Samples =
        [
            "[586739.359281] vfio-pci 0000:01:00.0: Unable to change power state from D3cold to D0, device inaccessible",
            "[ 3021.400612] vfio-pci 0000:01:00.0: can't change power state from D3cold to D0 (config space inaccessible)",
            "[ 1456.746765] vfio-pci 0000:09:00.0: Refused to change power state, currently in D3",
            "[   12.102934] nvidia 0000:01:00.0: Unable to change power state from D3cold to D0, device inaccessible",
        ],
    };

    /// <summary>A device does not come back after a reset or a resume.</summary>
    public static LogSign NotReady { get; } = new("; giving up", @"(?<driver>[\w-]+) " + Address + @": not ready [0-9]+ms after (?<what>FLR|resume|bus reset|\S+(?: reset)?); giving up")
    {
        Samples =
        [
            "[  912.517123] vfio-pci 0000:01:00.0: not ready 65535ms after FLR; giving up",
            "[   87.412701] nvidia 0000:01:00.0: not ready 65535ms after resume; giving up",
        ],
    };

    /// <summary>An error report of a PCI Express port or device.</summary>
    public static LogSign BusError { get; } = new("PCIe Bus Error", @"(?:(?<driver>[\w-]+) " + Address + @": (?:AER: )?)?PCIe Bus Error: severity=(?<severity>\w+(?: \([\w-]+\))?)(?:, *type=(?<type>[^,]+))?")
    {
        Samples =
        [
            "kernel: [68183.615810] pcieport 0000:00:03.1: PCIe Bus Error: severity=Correctable, type=Data Link Layer, (Transmitter ID)",
            "[74889.542044] pcieport 0000:00:02.0: PCIe Bus Error: severity=Uncorrected (Fatal), type=Transaction Layer, id=0010(Receiver ID)",
            "[ 1023.102211] pcieport 0000:00:01.1: AER: PCIe Bus Error: severity=Corrected, type=Data Link Layer, (Receiver ID)",
            "Sep 19 16:18:04 host kernel: [68185.875295] nvidia 0000:07:00.0: PCIe Bus Error: severity=Correctable, type=Data Link Layer, (Transmitter ID)",
            "pcieport 0000:00:1b.0: PCIe Bus Error: severity=Correctable,",
        ],
    };

    /// <summary>An error that firmware took and reported through ACPI: the kernel prints the status bits alone.</summary>
    public static LogSign FirmwareAer { get; } = new("aer_status: 0x", @"(?<driver>[\w-]+) " + Address + @": (?:AER: )?aer_status: 0x(?<status>[0-9a-f]{8}), aer_mask")
    {
        Samples = ["[ 3120.401122] nvidia 0000:3b:00.0: AER: aer_status: 0x00000001, aer_mask: 0x00002000"],
    };

    /// <summary>Somebody's own words for an error on the link of a GPU, in the terms of PCI Express.</summary>
    public static LogSign ToldLinkError { get; } = new("PCIe", @"(?=.*\bGPU)(?=.*\bPCIe\b).*(?<!\b[Nn]o )\b(?:Data Link Protocol|Surprise Down) [Ee]rror")
    {
        Samples = ["the PCIe switch reports a Data Link Protocol Error; the requester is always a GPU"],
    };

    /// <summary>The line of an error report that names the ids of the device.</summary>
    public static LogSign BusErrorDevice { get; } = new("error status/mask=", Address + @": +(?:AER: )?device \[(?<vendor>[0-9a-f]{4}):(?<device>[0-9a-f]{4})\] error status/mask=(?<status>[0-9a-f]+)/")
    {
        Samples = ["Sep 19 16:18:04 host kernel: [68185.875301] nvidia 0000:07:00.0:   device [10de:2184] error status/mask=00001000/0000a000"],
    };

    /// <summary>The GPU's driver takes no part in error recovery: the failing link is that of the GPU.</summary>
    public static LogSign RecoveryWithoutGpu { get; } = new("no error_detected callback", @"nvidia " + Address + @": (?:AER: )?can't recover \(no error_detected callback\)")
    {
        Samples = ["[  +0.000844] nvidia 0000:03:00.0: AER: can't recover (no error_detected callback)"],
    };

    /// <summary>The older form of the same.</summary>
    public static LogSign NoAwareDriver { get; } = new("no AER-aware driver", @"nvidia " + Address + @": device has no AER-aware driver")
    {
        Samples = ["[74889.542239] nvidia 0000:02:00.0: device has no AER-aware driver"],
    };

    /// <summary>A link went down while the machine ran.</summary>
    public static LogSign LinkDown { get; } = new("pcieport", @"pcieport " + Address + @": (?:pciehp: )?Slot\([^)]*\): Link Down")
    {
        Samples = ["[ 4521.120014] pcieport 0000:16:01.0: pciehp: Slot(1): Link Down"],
    };

    /// <summary>A port cut its link off to contain an error.</summary>
    public static LogSign Containment { get; } = new("pcieport", @"pcieport " + Address + @": (?:DPC: )?containment event")
    {
        Samples = ["[ 8811.201457] pcieport 0000:80:03.1: DPC: containment event, status:0x1f01 source:0x0000"],
    };

    /// <summary>The link of a port went down without a word of the device below it.</summary>
    public static LogSign SurpriseDown { get; } = new("[ 5] S", @"(?:" + Address + @": +(?:AER: +)?)?\[ 5\] (?:SDES|Surprise Down)")
    {
        Samples = ["[ 8123.456789] pcieport 0000:00:01.1:    [ 5] SDES                   (First)"],
    };

    /// <summary>The kernel gave the devices below a port up.</summary>
    public static LogSign RecoveryFailed { get; } = new("evice recovery failed", @"pcieport " + Address + @": (?:AER: )?[dD]evice recovery failed")
    {
        Samples = ["[ 8123.556789] pcieport 0000:00:01.1: AER: device recovery failed"],
    };

    /// <summary>Bumblebee switched the GPU off on purpose.</summary>
    public static LogSign SwitchedOff { get; } = new("bbswitch: ", @"bbswitch: (?:disabling discrete graphics|.*\b[oO][fF][fF]\b)") { Samples = ["[91128.001988] bbswitch: disabling discrete graphics"] };

    /// <summary>A function that the kernel found: vendor, device, class.</summary>
    public static LogSign EnumeratedFunction { get; } = new("[10de:", @"pci " + Address + @": \[10de:(?<device>[0-9a-f]{4})\] type 0[0-9] class 0x(?<class>[0-9a-f]{6})")
    {
        Samples = ["[    0.469001] pci 0000:01:00.0: [10de:26b1] type 00 class 0x030000"],
    };

    /// <summary>A line of lspci quoted somewhere.</summary>
    public static LogSign ListedGpu { get; } = new("NVIDIA Corporation", @"(?<![\w:.])(?<address>(?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]) (?:VGA compatible controller|3D controller)(?: \[(?:0300|0302)\])?: NVIDIA Corporation (?<name>[^\[]*(?:\[[^\]:]*\])?)(?:.*\[10de:(?<device>[0-9a-f]{4})\])?")
    {
        Samples = ["IOMMU Group 1 01:00.0 VGA compatible controller [0300]: NVIDIA Corporation TU116 [GeForce GTX 1660 SUPER] [10de:21c4] (rev a1)"],
    };

    /// <summary>A line of modprobe's configuration for a vfio module.</summary>
    public static LogSign VfioOption { get; } = new("options vfio", @"^\s*options\s+vfio[\w-]*\s+\S")
    {
        Samples = ["options vfio-pci ids=10de:1c03,10de:10f1 disable_vga=1"],
    };

    /// <summary>An NVIDIA BAR without address space, in the driver's words.</summary>
    public static LogSign InvalidBar { get; } = new("assigned to your NVIDIA device is invalid", @"is invalid:?(?: .*?BAR(?<bar>[0-9]) is (?<size>[0-9]+)M @ (?<at>0x[0-9a-fA-F]+) \((?:PCI:)?(?<address>[0-9a-fA-F:.]+)\))?")
    {
        Span = 3,
        Samples = ["[   85.546912] NVRM: This PCI I/O region assigned to your NVIDIA device is invalid: BAR1 is 0M @ 0x0 (PCI:0000:0a:00.0)"],
    };

    /// <summary>All signs of this class.</summary>
    public static ImmutableArray<LogSign> All { get; } =
    [
        Xid79, FallenOffBus, FallenOffBusAtProbe, GpuIsLost, PluginSaw79, ToldXid79, CannotAttach, StatusLost, LostAfterwards, DeviceInaccessible, NotReady, BusError, BusErrorDevice, FirmwareAer, ToldLinkError,
        RecoveryWithoutGpu, NoAwareDriver, LinkDown, Containment, SurpriseDown, RecoveryFailed, SwitchedOff, EnumeratedFunction, ListedGpu, VfioOption, InvalidBar,
    ];
}
