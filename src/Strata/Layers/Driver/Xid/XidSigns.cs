using System.Collections.Immutable;
using Strata.Judging;

namespace Strata.Layers.Driver.Xid;

/// <summary>The forms in which Xids and SXids are written.</summary>
public static class XidSigns
{
    /// <summary>The driver's line, with or without address, for a whole GPU or a MIG slice.</summary>
    public static LogSign Driver { get; } = new(
        "NVRM: Xid",
        @"NVRM: Xid:? ?(?:\((?<where>[^)]*)\))?[:,]? ?(?<code>\d{1,3})\b[,:]? ?(?<rest>.*)$")
    {
        Origin = SignOrigin.Kernel,
        Samples =
        [
            "[  218.250408] NVRM: Xid (PCI:0000:07:00): 48, pid='<unknown>', name=<unknown>, An uncorrectable double bit error (DBE) has been detected on GPU in the framebuffer at physAddr 0x7fffa8860 partition 7, subpartition 1.",
            "NVRM: Xid (PCI:0000:01:00 GPU-I:05): 94, pid=7194, Contained: CE User Channel (0x9). RST: No, D-RST: No",
            "NVRM: Xid (PCI:0000:01:00 GPU-I:05 GPU-CI:00): 43, pid=7194, name=python, Ch 00000008",
            "NVRM: Xid: 154, GPU recovery action changed from 0x0 (None) to 0x2 (Node Reboot Required)",
            "NVRM: Xid (0000:02:00): 13, 0003 00000000 000090c0 00001b0c 1000f010 00000000",
            "kernel: NVRM: Xid (PCI:0000:dc:00): 45, pid=1818990, name=python3, Ch 00000001 caused by previous Xid 149",
        ],
    };

    /// <summary>The second line of an Xid 31 where a text breaks it.</summary>
    public static LogSign MmuFault { get; } = new("MMU Fault: ENGINE", @"^(?!.*NVRM: Xid).*?(?<fault>MMU Fault: ENGINE .*)$")
    {
        Samples = ["  MMU Fault: ENGINE GRAPHICS GPC0 GPCCLIENT_T1_0 faulted @ 0x7f00_00000000."],
    };

    /// <summary>The device plugin's line about an event of NVML.</summary>
    public static LogSign Plugin { get; } = new("XidCriticalError", @"XidCriticalError: Xid=(?<code>\d{1,3}) on Device=(?<device>[\w-]+)")
    {
        Samples = ["device-plugin: 2026/05/02 10:11:12 XidCriticalError: Xid=48 on Device=GPU-8dc8a4d2, the device will go unhealthy."],
    };

    /// <summary>A metric of DCGM: the last Xid of a GPU, 0 for none.</summary>
    public static LogSign Metric { get; } = new("DCGM_FI_DEV_XID_ERRORS{", @"DCGM_FI_DEV_XID_ERRORS\{(?:[^}]*UUID=""(?<device>[\w-]+)"")?[^}]*\} 0*(?<code>[1-9][0-9]{0,2})(?:\.0+)?\b")
    {
        Samples = ["DCGM_FI_DEV_XID_ERRORS{gpu=\"3\",UUID=\"GPU-8dc8a4d2\",device=\"nvidia3\",modelName=\"NVIDIA H100 80GB HBM3\"} 79"],
    };

    /// <summary>A condition of a Kubernetes node.</summary>
    public static LogSign NodeCondition { get; } = new("XID", @"\b(?:Nvidia)?XID(?<code>[0-9]{1,3})(?:Error|Warning)\b")
    {
        Samples = ["  AcceleratedHardwareReady   False   NvidiaXID79Error   XID 79 was found in the kernel log"],
    };

    /// <summary>The host of a virtual GPU tells the Xid of its guest.</summary>
    public static LogSign Guest { get; } = new("vmiop_log", @"vmiop_log:.*\bXID (?<code>[0-9]{1,3}) detected on")
    {
        Samples = ["nvidia-vgpu-mgr[1234]: error: vmiop_log: (0x0): XID 43 detected on physical_chid:0x25, guest_chid:0x1d"],
    };

    /// <summary>Programs that watch GPUs and tell of an Xid that the driver reported.</summary>
    public static ImmutableArray<LogSign> Monitors { get; } = [Plugin, Metric, NodeCondition, Guest];

    /// <summary>A person's words: <c>Xid 48 / 171</c>, <c>XID: 79</c>.</summary>
    public static LogSign Summary { get; } = new("Xid ", @"^(?!.*(?:NVRM|SXid|XidCritical|RTL8|r8169))(?<before>.*?)\bXids?\b[ :=#*`]*(?:error |code )?[ *`(]*(?<code>\d{1,3})\b(?!\.\d)(?<rest>.*)$")
    {
        Samples = ["  - `Xid 48 / 171`: uncorrectable double-bit ECC (DBE) in HBM framebuffer", "Xid 64  - Dynamic Page Retirement: FATAL, unable to retire page (0x3fdf5e)"],
    };

    /// <summary>The same in capitals.</summary>
    public static LogSign SummaryCapital { get; } = new("XID ", @"^(?!.*(?:NVRM|SXID|RTL8|r8169|eth\d|enp\d))(?<before>.*?)\bXIDs?\b[ :=#*`]*(?:error |code |errors )?[ *`(]*(?<code>\d{1,3})\b(?!\.\d)(?<rest>.*)$")
    {
        Samples = ["| 2026-01-01 | XID 79 | GPU has fallen off the bus |"],
    };

    /// <summary>The same in small letters.</summary>
    public static LogSign SummarySmall { get; } = new("xid ", @"^(?!.*(?:NVRM|sxid))(?<before>.*?)\bxids?\b[ :=#*`]*(?:error |code |errors )?[ *`(]*(?<code>\d{1,3})\b(?!\.\d)(?<rest>.*)$")
    {
        Samples = ["A `xid 149` error was found in the log."],
    };

    /// <summary>An NVSwitch's line.</summary>
    public static LogSign Switch { get; } = new(
        "SXid",
        @"nvidia-nvswitch\d+:? SXid (?:\((?<where>[^)]*)\))?:? ?0*(?<code>\d{4,6}), ?(?:(?<severity>Fatal|Non-fatal|Non-Fatal)[ ,])? ?(?:Link 0*(?<link>\d+))?(?<rest>.*)$")
    {
        Origin = SignOrigin.Kernel,
        Samples =
        [
            "kern  :err   : 2025-01-25T10:34:54,859532+00:00 nvidia-nvswitch1: SXid (PCI:0000:84:00.0): 12028, Data {0x000001c0, 0x00bd5c8a, 0x00000500}",
            "nvidia-nvswitch3: SXid (PCI:0000:05:00.0): 12028, Non-fatal, Link 32 egress non-posted PRIV error (First)",
            "[123.456789] nvidia-nvswitch0: SXid (PCI:0000:c3:00.0): 20009, Non-fatal, Link 28 RX Short Error Rate",
        ],
    };

    /// <summary>All signs of this class.</summary>
    public static ImmutableArray<LogSign> All { get; } = [Driver, MmuFault, .. Monitors, Summary, SummaryCapital, SummarySmall, Switch];
}
