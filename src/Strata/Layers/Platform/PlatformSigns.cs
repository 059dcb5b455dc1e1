using System.Collections.Immutable;
using Strata.Judging;

namespace Strata.Layers.Platform;

/// <summary>Traces in logs that more than one rule or collector of this layer and of higher ones reads.</summary>
public static class PlatformSigns
{
    /// <summary>The banner with which a kernel starts: release, builder, compiler.</summary>
    public static LogSign KernelBanner { get; } = new("Linux version ", @"Linux version (?<release>[0-9]+\.[0-9]+\S*) (?<rest>.*)")
    {
        Samples =
        [
            "[    0.000000] Linux version 6.1.0-56-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40) #1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2",
            "Jan 05 08:00:01 host kernel: Linux version 5.15.0-46-generic (buildd@lcy02-amd64-115) (gcc (Ubuntu 11.2.0-19ubuntu1) 11.2.0) #49-Ubuntu SMP Thu Aug 4 18:03:25 UTC 2022",
            "[    0.000000] Linux version 6.4.6-76060406-generic (jenkins@warp.pop-os.org) (x86_64-linux-gnu-gcc-12 (Ubuntu 12.1.0) 12.1.0) #202307241739 SMP",
        ],
    };

    /// <summary>The command line that the kernel prints at boot.</summary>
    public static LogSign CommandLine { get; } = new("ommand line: ", @"(?:Kernel c|C)ommand line: (?<line>.*(?:=|ro\b|rw\b|quiet).*)$")
    {
        Origin = SignOrigin.Kernel,
        Samples =
        [
            "[    0.019587] Kernel command line: BOOT_IMAGE=/boot/vmlinuz-5.10.0-13-amd64 root=UUID=3a99c6a2-d04c-47d9-94cb-21e3ebaf1df2 ro intel_iommu=on quiet",
            "[    0.000000] Command line: BOOT_IMAGE=/boot/vmlinuz-5.2.0-kali2-amd64 root=UUID=076db61a-302e-41dc-a6e9-aa4e558f2a68 ro quiet",
        ],
    };

    /// <summary>Secure Boot as the kernel saw it; not the Bluetooth firmware's line of the same wording.</summary>
    public static LogSign SecureBoot { get; } = new("ecure boot", @"secureboot: Secure boot (?<state>enabled|disabled|could not be determined)")
    {
        Samples =
        [
            "[    0.000000] secureboot: Secure boot disabled",
            "[    0.000000] secureboot: Secure boot enabled",
            "[    0.009128] secureboot: Secure boot could not be determined (mode 0)",
        ],
    };

    /// <summary>The answer of `mokutil --sb-state`.</summary>
    public static LogSign SecureBootTool { get; } = new("SecureBoot ", @"^\s*SecureBoot (?<state>enabled|disabled)")
    {
        Samples = ["SecureBoot enabled", "SecureBoot disabled"],
    };

    /// <summary>The answer of `mokutil --sb-state` where shim was told to check nothing.</summary>
    public static LogSign ShimChecksNothing { get; } = new("validation is disabled in shim") { Samples = ["SecureBoot validation is disabled in shim"] };

    /// <summary>Hypervisor that the kernel found under itself.</summary>
    public static LogSign Hypervisor { get; } = new("Hypervisor detected", @"Hypervisor detected: (?<name>.+?)\s*$")
    {
        Origin = SignOrigin.Kernel,
        Samples = ["[    0.000000] Hypervisor detected: KVM", "[    0.000000] Hypervisor detected: Microsoft Hyper-V"],
    };

    /// <summary>A parameter that sets an IOMMU, in a command line, a boot loader's file or prose.</summary>
    public static LogSign IommuParameter { get; } = new("_iommu=", @"(?<![.\w])(?<vendor>intel|amd)_iommu=(?<value>\w+)(?:.*(?<![.\w])(?<vendor2>intel|amd)_iommu=(?<value2>\w+))?")
    {
        Samples =
        [
            "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet splash amd_iommu=on iommu=pt\"",
            " quiet splash amd_iommu=on vfio-pci.ids=10de:1c03,10de:10f1",
        ],
    };

    /// <summary>Traces of an Intel processor.</summary>
    public static LogSign IntelProcessor { get; } = new("ntel", @"GenuineIntel|Intel\(R\) (?:Core|Xeon|Pentium|Celeron|Atom|N[0-9])|(?i:\bcpu\b.{0,40}\bintel\b|\bintel (?:cpu|core|xeon|i[3579])\b)|\bkvm_intel\b.*|Intel Corporation.*(?:Host Bridge|DRAM Controller)")
    {
        Samples =
        [
            "vendor_id\t: GenuineIntel",
            "Model name:          Intel(R) Core(TM) i7-9700K CPU @ 3.60GHz",
            "00:00.0 Host bridge: Intel Corporation 8th Gen Core Processor Host Bridge/DRAM Registers (rev 07)",
            "kvm_intel             294912  0",
        ],
    };

    /// <summary>Traces of an AMD processor.</summary>
    public static LogSign AmdProcessor { get; } = new("AMD ", @"AMD (?:Ryzen|EPYC|Opteron|FX|Athlon|Phenom|Threadripper)|(?i:\bcpu\b.{0,20}\bamd\b|\bamd cpu\b)")
    {
        Samples =
        [
            "model name\t: AMD Ryzen 9 5950X 16-Core Processor",
        ],
    };

    /// <summary>The host bridge of an AMD processor in a listing of devices.</summary>
    public static LogSign AmdHostBridge { get; } = new("Advanced Micro Devices", @"Advanced Micro Devices.*\[AMD\].*(?:Root Complex|Host Bridge|Data Fabric)")
    {
        Samples = ["00:00.0 Host bridge: Advanced Micro Devices, Inc. [AMD] Starship/Matisse Root Complex"],
    };

    /// <summary>The vendor id of an AMD processor.</summary>
    public static LogSign AmdVendorId { get; } = new("AuthenticAMD") { Samples = ["vendor_id\t: AuthenticAMD"] };

    /// <summary>A device was put into an IOMMU group: the IOMMU works.</summary>
    public static LogSign IommuGroupAdded { get; } = new("iommu", @"Adding to iommu group [0-9]+|iommu: Adding device \S+ to group [0-9]+")
    {
        Origin = SignOrigin.Kernel,
        Samples =
        [
            "[    4.507087] pci 0000:00:03.1: Adding to iommu group 5",
            "[    1.093011] iommu: Adding device 0000:00:00.0 to group 0",
        ],
    };

    /// <summary>AMD's interrupt remapping is on.</summary>
    public static LogSign AmdInterruptRemapping { get; } = new("AMD-Vi: Interrupt remapping enabled") { Samples = ["[    0.364468] AMD-Vi: Interrupt remapping enabled"] };

    /// <summary>Intel's interrupt remapping is on.</summary>
    public static LogSign IntelInterruptRemapping { get; } = new("DMAR-IR: Enabled IRQ remapping") { Samples = ["[    0.116612] DMAR-IR: Enabled IRQ remapping in x2apic mode"] };

    /// <summary>A line of /etc/os-release, or of lsb_release, that names the distribution.</summary>
    public static LogSign PrettyName { get; } = new("PRETTY_NAME=", "PRETTY_NAME=\"?(?<name>[^\"]+)")
    {
        Samples = ["PRETTY_NAME=\"Ubuntu 22.04.5 LTS\""],
    };

    /// <summary>The line of lsb_release that names the distribution.</summary>
    public static LogSign Description { get; } = new("Description:\t", @"^Description:\t(?<name>.+)$")
    {
        Samples = ["Description:\tUbuntu 20.04.6 LTS"],
    };

    /// <summary>Output of `uname -a`, alone, in a report or after a prompt.</summary>
    public static LogSign Uname { get; } = new("GNU/Linux", @"(?:^|\s)Linux \S+ (?<release>[0-9]+\.[0-9]+\.[0-9]+\S*) (?<rest>#.*)GNU/Linux")
    {
        Samples = ["Linux node1 5.15.0-46-generic #49-Ubuntu SMP Thu Aug 4 18:03:25 UTC 2022 x86_64 x86_64 x86_64 GNU/Linux"],
    };

    /// <summary>A boot image whose name carries the kernel release.</summary>
    public static LogSign BootImage { get; } = new("BOOT_IMAGE=", @"BOOT_IMAGE=\S*?(?:vmlinuz|kernel|bzImage)-(?<release>[0-9]+\.[0-9]+\S*)")
    {
        Samples = ["BOOT_IMAGE=/boot/vmlinuz-5.10.0-13-amd64 root=UUID=3a99c6a2-d04c-47d9-94cb-21e3ebaf1df2 ro"],
    };

    /// <summary>All signs of this class.</summary>
    public static ImmutableArray<LogSign> All { get; } =
    [
        KernelBanner, CommandLine, SecureBoot, SecureBootTool, ShimChecksNothing, Hypervisor, IommuParameter, IntelProcessor, AmdProcessor, AmdHostBridge, AmdVendorId,
        IommuGroupAdded, AmdInterruptRemapping, IntelInterruptRemapping, PrettyName, Description, Uname, BootImage,
    ];
}
