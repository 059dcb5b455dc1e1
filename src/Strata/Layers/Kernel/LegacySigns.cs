using System.Collections.Immutable;
using Strata.Judging;

namespace Strata.Layers.Kernel;

/// <summary>What the driver prints about a GPU that this branch or this flavour of it cannot drive (source: nv-pci.c and osapi.c of the open modules).</summary>
public static class LegacySigns
{
    /// <summary>Another branch supports this GPU; the message takes five lines.</summary>
    public static LogSign LegacyBranch { get; } = new("GPU installed in this system is", @"NVIDIA (?:NVIDIA )?(?<name>\S.*?) GPU installed in this system is\s+supported through the NVIDIA (?<branch>\d+)\.xx Legacy(?:.*?\sThe\s+(?<driver>\d+\.[\d.]*\d)\s+NVIDIA\s+driver)?")
    {
        Span = 6,
        Samples = ["[    8.100000] NVRM: The NVIDIA NVIDIA GeForce GTX 1050 GPU installed in this system is  supported through the NVIDIA 580.xx Legacy drivers. Please  visit http://www.nvidia.com/object/unix.html for more  information.  The 595.71.05 NVIDIA driver will ignore  this GPU.  Continuing probe..."],
    };

    /// <summary>The second line of <see cref="LegacyBranch"/> alone.</summary>
    public static LogSign LegacyBranchOnly { get; } = new("Legacy drivers", @"supported through the NVIDIA (?<branch>\d+)\.xx Legacy drivers")
    {
        Samples = ["NVRM:  supported through the NVIDIA 340.xx Legacy drivers. Please"],
    };

    /// <summary>The driver release knows nothing of this GPU: too old or too new.</summary>
    public static LogSign NotSupportedByRelease { get; } = new("(PCI ID: 10de:", @"GPU (?<gpu>[0-9a-fA-F:.]+) \(PCI ID: 10de:(?<id>[0-9a-fA-F]{4})\)\s+installed in this system is not supported by the\s+NVIDIA (?<driver>[\d.]+\d) driver release")
    {
        Span = 4,
        Samples = ["[    5.3] NVRM: The NVIDIA GPU 0000:01:00.0 (PCI ID: 10de:25a0) installed in this system is not supported by the NVIDIA 520.56.06 driver release."],
    };

    /// <summary>The middle of <see cref="NotSupportedByRelease"/> where the first line is missing.</summary>
    public static LogSign NotSupportedByReleaseOnly { get; } = new("is not supported by the", @"installed in this system is not supported by the\s+NVIDIA (?<driver>[\d.]+\d) driver release")
    {
        Span = 3,
        Samples = ["NVRM: installed in this system is not supported by the NVIDIA 595.45.04 driver release."],
    };

    /// <summary>The GPU has no GSP and the open modules are loaded.</summary>
    public static LogSign NeedsProprietary { get; } = new("(PCI ID: 10de:", @"GPU (?<gpu>[0-9a-fA-F:.]+) \(PCI ID: 10de:(?<id>[0-9a-fA-F]{4})\)\s+installed in this system is not supported by open\s+nvidia\.ko")
    {
        Span = 4,
        Samples = ["[ 1157.046099] NVRM: The NVIDIA GPU 0000:af:00.0 (PCI ID: 10de:1db5) installed in this system is not supported by open nvidia.ko because it does not include the required GPU System Processor (GSP)."],
    };

    /// <summary>The second line of <see cref="NeedsProprietary"/> alone.</summary>
    public static LogSign NeedsProprietaryOnly { get; } = new("is not supported by open")
    {
        Samples = ["NVRM: installed in this system is not supported by open"],
    };

    /// <summary>The first releases of the open modules drive data centre GPUs only.</summary>
    public static LogSign OpenNotReady { get; } = new("Open nvidia.ko is only ready for use on") { Samples = ["NVRM: Open nvidia.ko is only ready for use on Data Center GPUs."] };

    /// <summary>The GPU works with the open modules only.</summary>
    public static LogSign NeedsOpen { get; } = new("(PCI ID: 10de:", @"GPU (?<gpu>[0-9a-fA-F:.]+) \(PCI ID: 10de:(?<id>[0-9a-fA-F]{4})\)\s+installed in this system requires use of (?:the )?NVIDIA open kernel modules")
    {
        Span = 3,
        Samples = ["[    5.559842] NVRM: The NVIDIA GPU 0000:02:00.0 (PCI ID: 10de:2c58) installed in this system requires use of the NVIDIA open kernel modules."],
    };

    /// <summary>The second line of <see cref="NeedsOpen"/> alone.</summary>
    public static LogSign NeedsOpenOnly { get; } = new("NVIDIA open kernel modules", @"requires use of (?:the )?NVIDIA open kernel modules")
    {
        Samples = ["NVRM: installed in this system requires use of the NVIDIA open kernel modules."],
    };

    /// <summary>Somebody's own words for <see cref="NeedsOpen"/>; documentation has them too, so that they count only beside a GPU that was not found.</summary>
    public static LogSign ToldNeedsOpen { get; } = new("pen", @"(?i:\bopen(?:[- ]source)?(?: gpu)? (?:kernel )?modules? (?:being |is |are |was |were )?(?:required|needed)\b|\b(?:requires?|needs?)(?: the)?(?: use of)?(?: the)?(?: nvidia)? open(?:[- ]source)?(?: gpu)? kernel modules?\b)")
    {
        Samples = ["dmesg complains about the open kernel modules being required", "it says this GPU requires the NVIDIA open kernel modules"],
    };

    /// <summary>nvidia-smi found no GPU, in its own words inside somebody's sentence.</summary>
    public static LogSign ToldNoDevices { get; } = new("evices were found", @"(?i:\bno devices were found\b)")
    {
        Samples = ["nvidia-smi returns no devices were found."],
    };

    /// <summary>The installer found no GPU that this release drives.</summary>
    public static LogSign NoSupportedGpu { get; } = new("You do not appear to have an NVIDIA GPU supported by", @"You do not appear to have an NVIDIA GPU supported by the (?<driver>[0-9][0-9.]*[0-9]) NVIDIA Linux graphics driver")
    {
        Samples = ["WARNING: You do not appear to have an NVIDIA GPU supported by the 560.35.03 NVIDIA Linux graphics driver installed in this system."],
    };

    /// <summary>Somebody's own words for a driver that passes over a GPU.</summary>
    public static LogSign ToldUnsupported { get; } = new("NVIDIA", @"\bNVIDIA (?i:driver )?(?<driver>[0-9]{3}(?:\.[0-9.]*[0-9])?)(?:xx)? (?i:(?:driver )?(?:is incompatible with|does not support|doesn't support|no longer supports|dropped support for|ignores|explicitly ignores)) (?i:the |my |this )?(?:GeForce |NVIDIA )*(?:GTX?|GT|Quadro|Tesla|TITAN|NVS|GPU|card)\b")
    {
        Samples = ["NVIDIA 535 is incompatible with the GTX 760", "NVIDIA driver 595.71.05 no longer supports my GTX 1050"],
    };

    /// <summary>The name of a chip, which tells its family.</summary>
    public static LogSign Chip { get; } = new("NVIDIA", @"NVIDIA (?:Corporation )?(?<family>G[FKMPV])[12][0-9]{2}\w* \[(?<name>[^\]]+)\]")
    {
        Samples = ["NVIDIA Corporation GK104 [GeForce GTX 760], PCI ID: 10de:1187"],
    };

    /// <summary>The driver passes over a legacy GPU.</summary>
    public static LogSign IgnoringLegacy { get; } = new("ignoring the legacy GPU", @"ignoring the legacy GPU (?<gpu>[0-9a-fA-F:.]+)")
    {
        Samples = ["[    6.2] NVRM: ignoring the legacy GPU 0000:01:00.0"],
    };

    /// <summary>The installer names the legacy branch.</summary>
    public static LogSign InstallerLegacy { get; } = new("legacy Linux graphics drivers", @"The (?:NVIDIA )?(?<name>\S.*?) GPU installed in this system is supported through the NVIDIA (?<branch>\d+)\.\S+ legacy Linux graphics drivers")
    {
        Samples = ["WARNING: The NVIDIA GeForce GT 710 GPU installed in this system is supported through the NVIDIA 470.xx legacy Linux graphics drivers.  Please visit http://www.nvidia.com/object/unix.html for more information."],
    };

    /// <summary>All signs of this class.</summary>
    public static ImmutableArray<LogSign> All { get; } =
    [
        LegacyBranch, LegacyBranchOnly, NotSupportedByRelease, NotSupportedByReleaseOnly, NeedsProprietary, NeedsProprietaryOnly, OpenNotReady,
        NeedsOpen, NeedsOpenOnly, ToldNeedsOpen, ToldNoDevices, NoSupportedGpu, ToldUnsupported, Chip, IgnoringLegacy, InstallerLegacy,
    ];
}
