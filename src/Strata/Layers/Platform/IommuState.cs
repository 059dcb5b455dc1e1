using System.Collections.Immutable;
using Strata.Judging;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Platform;

/// <summary>Why there is no IOMMU.</summary>
public enum IommuLack
{
    /// <summary>Nothing says that it lacks.</summary>
    None,

    /// <summary>It is off in the kernel: its parameter is absent, says off, or is for the other vendor.</summary>
    OffInKernel,

    /// <summary>Firmware or platform offers none.</summary>
    NotOffered,
}

/// <summary>Whether passthrough fails because there is no IOMMU, and which side is to blame.</summary>
/// <param name="Lack">Answer.</param>
/// <param name="Evidence">What says so.</param>
/// <param name="Confidence">How sure.</param>
/// <param name="WrongVendor">The parameter that is there although the processor is of the other vendor; or null.</param>
public sealed record IommuState(IommuLack Lack, ImmutableArray<Source> Evidence, Confidence Confidence, string? WrongVendor)
{
    private static readonly IommuState Fine = new(IommuLack.None, [], Confidence.Certain, null);

    private static readonly LogSign DisabledInKernel = new("IOMMU appears to be disabled in kernel") { Samples = ["  QEMU: Checking if IOMMU is enabled by kernel                               : WARN (IOMMU appears to be disabled in kernel. Add intel_iommu=on to kernel cmdline arguments)"] };

    private static readonly LogSign Disabled = new("IOMMU disabled", @"DMAR: IOMMU disabled") { Origin = SignOrigin.Kernel, Samples = ["[    0.019620] DMAR: IOMMU disabled"] };

    // A script that looked for modules: a guess, which a parameter that is there outweighs.
    private static readonly LogSign Asked = new("IOMMU isn't", @"IOMMU isn't (?:loaded|enabled)\?") { Samples = ["IOMMU isn't loaded?"] };

    /// <summary>Words of programs that found no IOMMU.</summary>
    public static ImmutableArray<LogSign> FailureSigns { get; } =
    [
        new("no iommu_group found") { Samples = ["qemu-system-x86_64: -device vfio-pci,host=08:00.0,multifunction=on: vfio 0000:08:00.0: no iommu_group found: No such file or directory"] },
        new("support passthrough of host PCI devices") { Samples = ["error: unsupported configuration: host doesn't support passthrough of host PCI devices"] },
        new("device assignment is currently not supported on this system") { Samples = ["error: argument unsupported: VFIO device assignment is currently not supported on this system"] },
        new("IOMMU not present") { Samples = ["TASK ERROR: cannot prepare PCI pass-through, IOMMU not present"] },
        new("No IOMMU detected") { Samples = ["No IOMMU detected, please activate it. See Documentation for further information."] },
        DisabledInKernel,
        new("iommu_group: No such file") { Samples = ["Cannot open iommu_group: No such file or directory"] },
        new("VfioNoIommuGroup") { Samples = ["VfioNoIommuGroup(\"/sys/bus/pci/devices/0000:03:00.0/iommu_group\")"] },
        new("No IOMMU groups found") { Samples = ["KCHVMHDEV0003E: No IOMMU groups found. Host PCI pass through needs IOMMU group to function correctly."] },
        new("IOMMU", @"IOMMU (?:is )?not enabled|IOMMU isn't (?:loaded|enabled)(?!\?)") { Samples = ["IOMMU not enabled on this host", "IOMMU isn't loaded"] },
        Asked,
        new("vfio-pci", @"vfio-pci.*(?:probe of \S+ failed|probe with driver vfio-pci failed) with error -22") { Samples = ["[   26.895721] vfio-pci 0001:01:00.0: probe with driver vfio-pci failed with error -22", "vfio-pci: probe of 0000:01:00.0 failed with error -22"] },
        Disabled,
    ];

    /// <summary>Words that say that the platform itself offers no IOMMU.</summary>
    public static ImmutableArray<LogSign> PlatformSigns { get; } =
    [
        new("not in an iommu group") { Samples = ["[   26.871646] device is not in an iommu group"] },
        new("No ACPI", "No ACPI (?:DMAR|IVRS) table found") { Samples = ["QEMU: Checking for device assignment IOMMU support : WARN (No ACPI DMAR table found, IOMMU either disabled in BIOS or not supported by this hardware platform)"] },
        new("Unknown if this platform has IOMMU support") { Samples = ["QEMU: Checking for device assignment IOMMU support : WARN (Unknown if this platform has IOMMU support)"] },
    ];

    // A search of the command line that the next prompt follows at once.
    private static readonly LogSign SearchedInVain = new("/proc/cmdline", @"/proc/cmdline.*\bgrep\b.*iommu\S*\s+(?:\[?\S+@\S+.*[#$] ?|[#$] )")
    {
        Span = 2,
        Samples = ["root@pve:~# cat /proc/cmdline | grep iommu\nroot@pve:~# dmesg | grep IOMMU"],
    };

    private static readonly LogSign IntelUnits = new("DMAR: DRHD base") { Origin = SignOrigin.Kernel, Samples = ["[    0.241386] DMAR: DRHD base: 0x000000fed90000 flags: 0x0"] };

    private static readonly LogSign IntelOn = new("DMAR: ", "DMAR: (?:IOMMU enabled|Intel\\(R\\) Virtualization Technology for Directed I/O)") { Origin = SignOrigin.Kernel, Samples = ["[    0.024131] DMAR: IOMMU enabled"] };

    private static readonly LogSign Advice = new("_iommu=", @"_iommu=.*\bshould (?:have been|be)\b.*_iommu=") { Samples = ["I had amd_iommu=on, it should have been intel_iommu=on"] };

    private static readonly LogSign ArmMachine = new("aarch64") { Samples = ["Linux node1 6.6.31+rpt-rpi-2712 #1 SMP PREEMPT aarch64 GNU/Linux"] };

    private static readonly LogSign ArmBus = new("brcm-pcie") { Samples = ["[    1.012345] brcm-pcie 1000110000.pcie: link up, 5.0 GT/s PCIe x1 (!SSC)"] };

    private static readonly LogSign ArmBoard = new("aspberry", @"(?i)\braspberry ?pi\b") { Samples = ["Hardware: Raspberry Pi 5 Model B Rev 1.0"] };

    private static readonly LogSign ArmBoardOfNvidia = new("etson", @"(?i)\bjetson\b") { Samples = ["Machine: NVIDIA Jetson AGX Orin Developer Kit"] };

    /// <summary>All signs that the answer rests on.</summary>
    public static ImmutableArray<LogSign> Signs { get; } = [.. FailureSigns, .. PlatformSigns, SearchedInVain, IntelUnits, IntelOn, Advice, ArmMachine, ArmBus, ArmBoard, ArmBoardOfNvidia];

    /// <summary>Reads the state of a snapshot.</summary>
    public static IommuState Of(Snapshot snapshot)
    {
        var failures = snapshot.Log.Current(FailureSigns.AsSpan());
        var platform = snapshot.Log.Current(PlatformSigns.AsSpan());
        var facts = snapshot.Platform;
        if (facts.IommuGroups.TryGet(out var groups) && groups > 0)
        {
            return Fine;
        }
        var none = facts.IommuGroups.TryGet(out var count) && count == 0 && facts.WantsPassthrough is not null && !facts.IsGuest;
        ImmutableArray<Source> evidence = [.. platform.Concat(failures).Select(hit => hit.Source), .. none ? [facts.IommuGroups.Source, facts.WantsPassthrough!] : ImmutableArray<Source>.Empty];
        var (intel, amd, where) = Parameters(snapshot);
        var vendor = facts.Cpu.Or(CpuVendor.Other);
        if (platform.IsEmpty && !none && failures.All(hit => hit.Sign == Asked) && intel == "on")
        {
            return Fine;
        }
        if (evidence.IsEmpty && snapshot.Log.Current(SearchedInVain) is { IsEmpty: false } vain && snapshot.Log.Current(IntelUnits) is { IsEmpty: false } units && !snapshot.Log.Has(IntelOn))
        {
            return new IommuState(IommuLack.OffInKernel, [vain[0].Source, units[0].Source], Confidence.Likely, null);
        }
        if (evidence.IsEmpty)
        {
            // Intel's IOMMU is off on many kernels without its own parameter; AMD's is on without any.
            return vendor == CpuVendor.Intel && amd == "on" && intel is null && (facts.WantsPassthrough is not null || Mentions(where, "vfio"))
                ? new IommuState(IommuLack.OffInKernel, [.. where, facts.Cpu.Source], Confidence.Likely, "amd_iommu")
                : Fine;
        }
        if (!platform.IsEmpty && !snapshot.Log.Has(DisabledInKernel))
        {
            return new IommuState(IommuLack.NotOffered, evidence, Confidence.Certain, null);
        }
        if (vendor == CpuVendor.Arm || snapshot.Log.HasAny(ArmMachine, ArmBus, ArmBoard, ArmBoardOfNvidia))
        {
            return new IommuState(IommuLack.NotOffered, evidence, Confidence.Likely, null);
        }
        return Decide(vendor, intel, amd, [.. evidence, .. where], facts);
    }

    private static IommuState Decide(CpuVendor vendor, string? intel, string? amd, ImmutableArray<Source> evidence, PlatformFacts facts)
    {
        var off = intel == "off" || amd == "off" || facts.Parameter("iommu") == "off";
        var rightForIntel = intel is not null and not "off";
        var offered = vendor switch
        {
            _ when off => true,
            CpuVendor.Intel => !rightForIntel,
            CpuVendor.Amd => rightForIntel && amd is null,
            _ => !rightForIntel || (amd is null && !facts.KernelCommandLine.IsKnown),
        };
        var wrong = vendor switch
        {
            CpuVendor.Intel when !rightForIntel && amd == "on" => "amd_iommu",
            CpuVendor.Amd when rightForIntel && amd is null => "intel_iommu",
            _ => null,
        };
        var evidenceWithVendor = wrong is null ? evidence : evidence.Add(facts.Cpu.Source);
        return new IommuState(offered ? IommuLack.OffInKernel : IommuLack.NotOffered, evidenceWithVendor, Confidence.Likely, wrong);
    }

    private static (string? Intel, string? Amd, ImmutableArray<Source> Where) Parameters(Snapshot snapshot)
    {
        var intel = snapshot.Platform.Parameter("intel_iommu");
        var amd = snapshot.Platform.Parameter("amd_iommu");
        var where = ImmutableArray.CreateBuilder<Source>();
        if (intel is not null || amd is not null)
        {
            where.Add(snapshot.Platform.KernelCommandLine.Source);
        }
        if (!snapshot.Platform.KernelCommandLine.IsKnown)
        {
            foreach (var hit in snapshot.Log.Current(Platform.PlatformSigns.IommuParameter))
            {
                var isAdvice = snapshot.Log.Has(Advice) && Advice.Match(hit.Source.Text ?? "") is not null;
                intel = Value(hit, "intel", isAdvice) ?? intel;
                amd = Value(hit, "amd", isAdvice) ?? amd;
                where.Add(hit.Source);
            }
        }
        return (intel, amd, where.ToImmutable());
    }

    // Of "X should have been Y", only X is set.
    private static string? Value(LogHit hit, string vendor, bool isAdvice) =>
        hit["vendor"] == vendor ? hit["value"] : hit["vendor2"] == vendor && !isAdvice ? hit["value2"] : null;

    private static bool Mentions(ImmutableArray<Source> where, string word) => where.Any(source => source.Text?.Contains(word, StringComparison.Ordinal) == true);
}
