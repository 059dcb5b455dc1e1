using System.Collections.Immutable;
using Strata.Judging;

namespace Strata.Layers.Userspace;

/// <summary>What apt, dpkg, dnf and zypper print when packages of the driver do not fit together or are not offered.</summary>
public static class RepositorySigns
{
    /// <summary>A package wants another one in a version that is not the one to be installed.</summary>
    public static LogSign WrongVersion { get; } = new(" : Depends: ", @"(?<package>(?:lib)?(?:nvidia|cuda)[\w.+-]*)(?::\w+)? : Depends: (?<needs>[\w.+-]+)(?::\w+)? \((?<relation>[<>=]+) (?<wanted>[^)]+)\)(?: but (?<offered>\d\S*) is to be installed| but it is not (?:going to be installed|installable)| bu)?")
    {
        Samples =
        [
            " nvidia-dkms-530 : Depends: nvidia-kernel-common-530 (>= 530.41.03) but 530.30.02-0ubuntu1 is to be installed",
            "     cuda-drivers : Depends: nvidia-driver-440 (>= 440.33.01) but it is not going to be installed",
        ],
    };

    /// <summary>Further lines of the same complaint.</summary>
    public static LogSign WrongVersionMore { get; } = new("is to be installed", @"Depends: (?<needs>(?:lib)?(?:nvidia|cuda|xserver-xorg-video-nvidia)[\w.+-]*)(?::\w+)? \((?<relation>[<>=]+) (?<wanted>[^)]+)\) but (?<offered>\d\S*) is to be installed")
    {
        Samples = ["                          Depends: libnvidia-compute-535 (= 535.54.03-0ubuntu0.22.04.1) but 535.54.03-0ubuntu1 is to be installed"],
    };

    /// <summary>A package cannot stand beside another.</summary>
    public static LogSign Conflicts { get; } = new("onflicts: ", @"(?<package>(?:lib)?(?:nvidia|cuda|xserver-xorg-video-nvidia)[\w.+-]*)(?::\w+)? ?:? (?:Conflicts|Breaks): (?<other>(?:lib)?(?:nvidia|cuda|xserver-xorg-video-nvidia)[\w.+-]*)")
    {
        Samples = ["  libnvidia-gl-470: Conflicts: libnvidia-gl", " nvidia-driver-535 : Conflicts: nvidia-driver-470"],
    };

    /// <summary>The words of newer apt and dpkg for the same.</summary>
    public static LogSign ConflictsWith { get; } = new("conflicts with", @"(?<package>(?:lib)?(?:nvidia|cuda)[\w.+-]*)(?::\w+)?(?: \([^)]*\))? (?:conflicts with|breaks) (?<other>(?:lib)?(?:nvidia|cuda)[\w.+-]*)")
    {
        Samples = [" nvidia-dkms-535-server conflicts with nvidia-dkms-550"],
    };

    /// <summary>dpkg met a file that another package owns.</summary>
    public static LogSign Overwrite { get; } = new("which is also in package", @"trying to overwrite '(?<file>[^']+)', which is also in package (?<other>(?:lib)?(?:nvidia|cuda)[\w.+-]*)(?::\w+)?(?: (?<version>\S+))?")
    {
        Samples = [" trying to overwrite '/lib/firmware/nvidia/525.60.13/gsp_ad10x.bin', which is also in package nvidia-kernel-common-525 525.60.13-0ubuntu1"],
    };

    /// <summary>dpkg names the archive it failed on.</summary>
    public static LogSign Archive { get; } = new("error processing archive", @"error processing archive \S*/(?<package>(?:lib)?(?:nvidia|cuda)[\w.+-]*?)_(?<version>[^_]+)_\w+\.deb")
    {
        Samples = ["dpkg: error processing archive /var/cache/apt/archives/nvidia-kernel-common-525_525.85.05-0ubuntu0.22.04.1_amd64.deb (--unpack):"],
    };

    /// <summary>A driver package of a branch, named anywhere.</summary>
    public static LogSign NamedPackage { get; } = new("nvidia-", @"(?<![\w/.-])(?<package>(?:lib)?nvidia-(?:[a-z]+-){0,3}[0-9]{3})\b(?![.-][0-9])")
    {
        Samples = ["the update of nvidia-340 fails", "installing nvidia-driver-470"],
    };

    /// <summary>A line that is nothing but the name of a package of which one branch excludes another.</summary>
    public static LogSign ListedPackage { get; } = new("nvidia-", @"^\s*(?:[-*\u2022]\s+)?(?<package>nvidia-(?:utils|dkms|compute-utils|kernel-source|kernel-common)-(?<branch>[0-9]{3})(?:-\w+)*)(?::\w+)?\s*$")
    {
        Samples = [" - nvidia-utils-470:amd64", "nvidia-dkms-510"],
    };

    /// <summary>A graphical updater gives up.</summary>
    public static LogSign UpdateFailed { get; } = new("onflict", @"(?i)\bconflict") { Samples = ["Failed to update Operating System Updates: nvidia conflicts", "Conflicting packages:"] };

    /// <summary>apt gives up.</summary>
    public static LogSign HeldBroken { get; } = new("you have held broken packages")
    {
        Samples = ["E: Unable to correct problems, you have held broken packages."],
    };

    /// <summary>yum was given two branches at once.</summary>
    public static LogSign ProcessingConflict { get; } = new("Processing Conflict:", @"Processing Conflict: (?:\d+:)?(?<package>[\w.+-]*nvidia[\w.+-]*?)-\d\S* conflicts (?<other>[\w.+-]*nvidia[\w.+-]*)")
    {
        Samples = ["--> Processing Conflict: 3:nvidia-driver-branch-440-440.118.02-1.el7.x86_64 conflicts nvidia-driver > 440.118.02"],
    };

    /// <summary>rpm met files of another driver package, usually of RPM Fusion beside NVIDIA's repository.</summary>
    public static LogSign RpmConflict { get; } = new("conflicts ", @"(?:package|file \S+ from install of) (?<package>[\w.+-]*nvidia[\w.+-]*?)(?:-\d\S*)?(?: from \S+)? conflicts (?:with|between)(?: file from package)? (?<other>[\w.+-]*nvidia[\w.+-]*)")
    {
        Samples =
        [
            "  - package nvidia-driver-3:535.104.05-1.fc37.x86_64 from cuda-fedora37 conflicts with xorg-x11-drv-nvidia provided by xorg-x11-drv-nvidia-3:535.113.01-1.fc37.x86_64",
            "file /usr/bin/nvidia-smi from install of xorg-x11-drv-nvidia-cuda-3:535.113.01-1.fc37.x86_64 conflicts with file from package nvidia-driver-cuda-3:535.104.05-1.fc37.x86_64",
        ],
    };

    /// <summary>apt has no headers for the kernel.</summary>
    public static LogSign NoDebHeaders { get; } = new("headers-", @"(?:Unable to locate package|Couldn't find any package by (?:glob|regex)|Package) '?(?<package>(?:linux|pve|proxmox)-headers-[\w.+~-]*[\w+~-])'?(?: has no installation candidate)?(?<end>\s*$|'|,| is not available)?")
    {
        Samples =
        [
            "E: Unable to locate package linux-headers-6.5.13-1-pve",
            "E: Couldn't find any package by glob 'linux-headers-5.10.0-8-amd64'",
            "E: Package 'linux-headers-4.19.0-6-amd64' has no installation candidate",
        ],
    };

    /// <summary>dnf, yum or zypper has no headers for the kernel.</summary>
    public static LogSign NoRpmHeaders { get; } = new("kernel-", @"(?:Unable to find a match:|No match for argument:?|No package|No matching packages? for:?|Argument '?|package '?|No provider of '?)\s*.*?(?<package>kernel-(?:\w+-)*(?:devel|headers)[\w.+~-]*)")
    {
        Samples =
        [
            "Error: Unable to find a match: kernel-headers-4.18.0-240.23.2.el8_3.x86_64 kernel-devel-4.18.0-240.23.2.el8_3.x86_64",
            "No match for argument: kernel-devel-5.14.0-362.8.1.el9_3.x86_64",
            "No package kernel-devel-3.10.0-957.el7.x86_64 available.",
        ],
    };

    /// <summary>The same in any language that apt speaks: an error that names a package of headers and no address.</summary>
    public static LogSign NoDebHeadersTold { get; } = new("-headers-", @"^\s*E: (?!Failed|Unable to fetch|Sub-process|dpkg|Broken|Unmet)[^:/]*?(?<package>(?:linux|pve|proxmox)-headers-[\w.+~-]*[\w+~-])[^:/]*$")
    {
        Samples = ["E: Paket linux-headers-5.15.0-25-generic kann nicht gefunden werden", "E: 无法定位软件包 linux-headers-5.15.0-25-generic"],
    };

    /// <summary>A person's words, or those of a script, for headers that a repository does not carry.</summary>
    public static LogSign ToldNoHeaders { get; } = new("linux-headers-", @"(?i:(?:cannot|can't|can not|could not|couldn't|unable to|fails? to|failed to) (?:locate|find|install|get) (?:the )?(?:package )?['""`]?(?<package>linux-headers-[0-9][\w.+~-]*[\w+~-]))")
    {
        Samples = ["the init container fails as it cannot locate the linux-headers-4.15.0-44-generic package in the xenial repositories"],
    };

    /// <summary>pacman, xbps or apk has no headers for the kernel.</summary>
    public static LogSign NoOtherHeaders { get; } = new("linux", @"(?:error: target not found: |Package '|^\s+)(?<package>linux[\w.]*(?:-[\w.]+)*-(?:headers|dev))(?:\s*$|' not found in repository pool| \(no such package\))")
    {
        Samples =
        [
            "error: target not found: linux65-headers",
            "Package 'linux6.6-headers' not found in repository pool.",
            "  linux-virt-dev (no such package):",
        ],
    };

    /// <summary>NVIDIA's driver container found no headers.</summary>
    public static LogSign DriverContainer { get; } = new("Could not resolve Linux kernel version")
    {
        Samples = ["Could not resolve Linux kernel version"],
    };

    /// <summary>All signs of this class.</summary>
    public static ImmutableArray<LogSign> All { get; } =
    [
        WrongVersion, WrongVersionMore, Conflicts, ConflictsWith, Overwrite, Archive, NamedPackage, ListedPackage, UpdateFailed, HeldBroken, ProcessingConflict, RpmConflict, NoDebHeaders, NoDebHeadersTold, ToldNoHeaders, NoOtherHeaders, NoRpmHeaders, DriverContainer,
    ];
}
