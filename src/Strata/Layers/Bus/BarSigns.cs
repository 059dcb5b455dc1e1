using System.Collections.Immutable;
using System.Globalization;
using Strata.Judging;
using Strata.Snapshots;

namespace Strata.Layers.Bus;

/// <summary>What the kernel prints when a memory window of a PCI function gets no address, in the words of its releases (source: Linux drivers/pci/setup-res.c).</summary>
public static class BarSigns
{
    private const string Function = @"(?<driver>[\w-]+) (?<address>[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]): ";
    private const string Window = @"(?:BAR (?<bar>[0-5]|1[3-6])|(?<bar>bridge window))";

    // NVIDIA's GPUs have a window below 4 GiB first, then two 64-bit ones, the second of 32 MiB, then 128 I/O ports. Other GPUs begin with a 64-bit window.
    private const ulong SmallestFirst = 64UL << 20;
    private const ulong Second = 32UL << 20;
    private const int Ports = 128;

    /// <summary>No room. Up to kernel 6.9 <c>BAR 1: no space for [mem size ...]</c>; later <c>BAR 1 [mem size ...]: can't assign; no space</c>.</summary>
    public static LogSign NoSpace { get; } = new("[mem size", $@"{Function}{Window}:? (?:(?:no space for|failed to assign|can't allocate) \[mem size 0x(?<size>[0-9a-f]+)(?<flags>[^\]]*)\]|\[mem size 0x(?<size>[0-9a-f]+)(?<flags>[^\]]*)\]: (?:can't assign; no space|failed to assign))")
    {
        Origin = SignOrigin.Kernel,
        Samples =
        [
            "[    1.201211] pci 0000:01:00.0: BAR 1: no space for [mem size 0x400000000 64bit pref]",
            "[    1.201214] pci 0000:01:00.0: BAR 1 [mem size 0x400000000 64bit pref]: can't assign; no space",
            "[   83.730265] pcieport 0000:7b:02.0: BAR 15: failed to assign [mem size 0x00200000 64bit pref]",
            "[    0.812201] pci 0000:00:01.0: bridge window [mem size 0x18000000 64bit pref]: can't assign; no space",
        ],
    };

    /// <summary>The same in kernels up to 3.14.</summary>
    public static LogSign CannotAssign { get; } = new("can't assign mem", $@"{Function}{Window}: can't assign mem(?<flags>(?: pref)?) \(size 0x(?<size>[0-9a-f]+)\)")
    {
        Origin = SignOrigin.Kernel,
        Samples = ["[    0.281211] pci 0000:02:00.0: BAR 1: can't assign mem pref (size 0x10000000)"],
    };

    /// <summary>A driver could not switch the function on.</summary>
    public static LogSign CannotEnable { get; } = new("can't enable device", $@"{Function}(?:can't enable device: {Window} \[mem [^\]]*\] not (?:assigned|claimed)|{Window} \[mem [^\]]*\]: not (?:assigned|claimed); can't enable device)")
    {
        Origin = SignOrigin.Kernel,
        Samples =
        [
            "[    9.120001] nvidia 0000:01:00.0: can't enable device: BAR 1 [mem size 0x10000000 64bit pref] not assigned",
            "[    9.120001] nvidia 0000:01:00.0: can't enable device: BAR 0 [mem 0x90000000-0x90ffffff] not claimed",
            "[    9.120001] nvidia 0000:01:00.0: BAR 1 [mem size 0x10000000 64bit pref]: not assigned; can't enable device",
        ],
    };

    /// <summary>The window has its address after all.</summary>
    public static LogSign Assigned { get; } = new(": assigned", $@"(?<address>[0-9a-f]{{4,8}}:[0-9a-f]{{2}}:[0-9a-f]{{2}}\.[0-7]): {Window}(?: \[mem [^\]]*\])?: assigned")
    {
        Origin = SignOrigin.Kernel,
        Samples =
        [
            "[    1.305512] pci 0000:01:00.0: BAR 1: assigned [mem 0x6000000000-0x63ffffffff 64bit pref]",
            "[    1.305512] pci 0000:00:01.0: bridge window [mem 0x6000000000-0x63ffffffff 64bit pref]: assigned",
        ],
    };

    /// <summary>The I/O ports of a function, as its sixth window.</summary>
    public static LogSign SixthIsPorts { get; } = new("[io ", $@"{Function}(?:BAR 5:?|reg 0x24:|reg 24:)(?: (?:assigned|no space for|failed to assign))? \[io +(?:size 0x(?<size>[0-9a-f]{{1,8}})|0x(?<from>[0-9a-f]{{1,8}})-0x(?<to>[0-9a-f]{{1,8}}))")
    {
        Origin = SignOrigin.Kernel,
        Samples =
        [
            "[ 5372.378916] pci 0000:06:00.0: BAR 5: assigned [io  0x2000-0x207f]",
            "[    0.300121] pci 0000:01:00.0: reg 0x24: [io  0xe000-0xe07f]",
            "[    0.300121] pci 0000:01:00.0: BAR 5 [io  size 0x0080]: can't assign; no space",
        ],
    };

    /// <summary>Signs of a window without an address.</summary>
    public static ImmutableArray<LogSign> Complaints { get; } = [NoSpace, CannotAssign, CannotEnable];

    /// <summary>All signs of this class.</summary>
    public static ImmutableArray<LogSign> All { get; } = [.. Complaints, Assigned, SixthIsPorts];

    /// <summary>True for the window of a bridge.</summary>
    public static bool IsBridge(LogHit complaint) => complaint["bar"].Length > 1;

    /// <summary>True when the windows of this slot are laid out as only NVIDIA's GPUs have them.</summary>
    public static bool HasLayoutOfNvidia(LogFacts log, PciAddress slot) =>
        log.All(NoSpace).AddRange(log.All(CannotAssign)).Any(hit => IsIn(slot, hit) && hit["flags"].Contains("pref", StringComparison.Ordinal) && hit["bar"] switch
        {
            "1" => Number(hit["size"]) >= SmallestFirst,
            "3" => Number(hit["size"]) == Second,
            _ => false,
        })
        || log.All(SixthIsPorts).Any(hit => IsIn(slot, hit) && (hit["size"].Length > 0 ? Number(hit["size"]) : Number(hit["to"]) - Number(hit["from"]) + 1) == Ports);

    private static bool IsIn(PciAddress slot, LogHit hit) => PciAddress.TryParse(hit["address"], out var address) && address.Slot == slot;

    private static ulong Number(string hex) => ulong.TryParse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value) ? value : 0;
}
