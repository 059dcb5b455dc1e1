using System.Collections.Immutable;
using Strata.Judging;

namespace Strata.Layers.Kernel;

/// <summary>Traces in logs that more than one rule or collector of this layer and of higher ones reads.</summary>
public static class KernelSigns
{
    /// <summary>Path of an NVIDIA module file, in a listing or in the output of modinfo.</summary>
    public static LogSign ModulePath { get; } = new("lib/modules/", @"(?<path>(?:/usr)?/lib/modules/(?<release>[^/\s]+)/\S*?(?<file>nvidia[\w.-]*?\.ko(?:\.(?:xz|zst|gz))?))(?![\w.-])")
    {
        Samples =
        [
            "/lib/modules/3.13.0-88-generic/kernel/drivers/video/nvidia-uvm.ko",
            "filename:       /lib/modules/6.1.0-56-amd64/updates/dkms/nvidia-current.ko",
            "/usr/lib/modules/6.11.0-26-generic/updates/dkms/nvidia.ko.zst",
        ],
    };

    /// <summary>A tool looked for a module file of NVIDIA and there is none.</summary>
    public static LogSign ModuleNotFound { get; } = new("odule nvidia", @"odule (?<module>nvidia[\w-]*) not found(?: in (?:directory (?:/usr)?/lib/modules/(?<release>[^/\s]+)|modules\.dep))?")
    {
        Samples =
        [
            "modprobe: FATAL: Module nvidia not found.",
            "modprobe: FATAL: Module nvidia not found in directory /lib/modules/6.1.0-56-amd64",
            "modprobe: FATAL: Module nvidia-current not found in directory /lib/modules/6.1.0-18-amd64",
            "modprobe: module nvidia not found in modules.dep",
        ],
    };

    /// <summary>The same as modprobe of some distributions writes it, without the word module.</summary>
    public static LogSign ModuleNotFoundBare { get; } = new("not found in directory", @"FATAL: (?<module>nvidia[\w-]*) not found in directory (?:/usr)?/lib/modules/(?<release>[^/\s]+)")
    {
        Samples = ["modprobe: FATAL: nvidia_drm not found in directory /lib/modules/5.5.9-zen1-2-zen"],
    };

    /// <summary>The same with the name in quotes.</summary>
    public static LogSign ModuleNotFoundQuoted { get; } = new("'nvidia", @"(?:could not find module by name ?=? ?|[Ff]ailed to find module |can't find module |modprobe: module )'(?<module>nvidia[\w-]*)'")
    {
        Samples =
        [
            "modprobe: ERROR: ../libkmod/libkmod-module.c:809 kmod_module_insert_module() could not find module by name='nvidia_331_uvm'",
            "modprobe: ERROR: could not find module by name 'nvidia'",
            "Nov 03 10:00:00 host systemd-modules-load[312]: Failed to find module 'nvidia-uvm'",
            "modprobe: module 'nvidia' not found",
        ],
    };

    /// <summary>The module for unified memory is there under the name that older packages of Ubuntu gave it, and could not be loaded.</summary>
    public static LogSign RenamedUvm { get; } = new("could not insert", @"could not insert '?nvidia[_-][0-9]{3}(?:[_-]updates)?[_-]uvm'?: No such device")
    {
        Samples = ["modprobe: ERROR: could not insert 'nvidia_352_uvm': No such device"],
    };

    /// <summary>The module was refused for its signature: the key is not trusted.</summary>
    public static LogSign KeyRejected { get; } = new("Key was rejected by service", @"(?:nvidia.*|Kernel module load error: )Key was rejected by service")
    {
        Samples =
        [
            "modprobe: ERROR: could not insert 'nvidia': Key was rejected by service",
            "Jan 05 08:00:01 host systemd-modules-load[402]: Failed to insert module 'nvidia_uvm': Key was rejected by service",
            "insmod: ERROR: could not insert module /lib/modules/6.8.0-31-generic/updates/dkms/nvidia.ko: Key was rejected by service",
            "-> Kernel module load error: Key was rejected by service",
        ],
    };

    /// <summary>The module was refused for its signature: the key is not there.</summary>
    public static LogSign KeyNotAvailable { get; } = new("Required key not available", @"(?:nvidia.*|Kernel module load error: )Required key not available")
    {
        Samples = ["modprobe: ERROR: could not insert 'nvidia_current': Required key not available"],
    };

    /// <summary>The kernel's own line about a refused module, which does not name it.</summary>
    public static LogSign LoadingRejected { get; } = new("is rejected", @"Loading of (?:unsigned module|module with unavailable key|module with unsupported crypto) is rejected")
    {
        Origin = SignOrigin.Kernel,
        Samples =
        [
            "[   33.100000] Loading of module with unavailable key is rejected",
            "[   33.100000] Loading of unsigned module is rejected",
        ],
    };

    /// <summary>Lockdown refused a module, which the line does not name.</summary>
    public static LogSign LockdownRefused { get; } = new("unsigned module loading is restricted", @"Lockdown: \S+ unsigned module loading is restricted")
    {
        Origin = SignOrigin.Kernel,
        Samples = ["[   12.345678] Lockdown: modprobe: unsigned module loading is restricted; see man kernel_lockdown.7"],
    };

    /// <summary>The kernel forbade the load: lockdown, or a process without the right to load modules.</summary>
    public static LogSign NotPermitted { get; } = new("Operation not permitted", @"(?:could not insert (?:module )?'?\S*nvidia[\w.-]*'?|Failed to insert module 'nvidia[\w-]*'): Operation not permitted")
    {
        Samples = ["modprobe: ERROR: could not insert 'nvidia': Operation not permitted"],
    };

    /// <summary>Somebody's own words for a refused signature.</summary>
    public static LogSign ToldKeyRejected { get; } = new("rejected", @"(?i:\bnvidia(?:[_/-]\w+)* (?:kernel )?(?:modules?|drivers?)?(?:'s)? ?(?:signing )?(?:keys?|signatures?) (?:is|are|was|were|gets?|being) rejected)")
    {
        Samples = ["with module.sig_enforce=1 the Nvidia module keys are rejected", "nvidia module signature is rejected at boot"],
    };

    /// <summary>The installer blames Secure Boot.</summary>
    public static LogSign InstallerBlamesSecureBoot { get; } = new("Secure boot is enabled on this system", @"Secure boot is enabled on this system, so this is likely")
    {
        Samples = ["ERROR: The kernel module failed to load. Secure boot is enabled on this system, so this is likely because it was not signed by a key that is trusted by the kernel."],
    };

    /// <summary>The installer says that the kernel trusts no key of the module.</summary>
    public static LogSign InstallerUntrustedKey { get; } = new("kernel module failed to load", @"kernel module failed to load,? because (?:it was not signed by a key that is trusted by the kernel|the kernel does not trust any key)")
    {
        Samples =
        [
            "ERROR: The kernel module failed to load, because it was not signed by a key that is trusted by the kernel. Please try installing the driver again",
            "The signed kernel module failed to load, because the kernel does not trust any key which is capable of verifying the module signature.",
        ],
    };

    /// <summary>The module was built for another kernel.</summary>
    public static LogSign VersionMagic { get; } = new("version magic ", @"(?<module>[\w-]+): version magic ['‘](?<built>[^'’ ]+)(?<flags>[^'’]*)['’] sh[a-z]+ be ['‘](?<running>[^'’ ]+)(?<wanted>[^'’]*)")
    {
        Samples = ["nvidia: version magic '5.4.18-100.fc30.x86_64 SMP mod_unload ' should be '5.4.18-200.fc31.x86_64 SMP mod_unload '", "nvidia: version magic '6.1.0 SMP mod_unload ' should be '6.1.0 SMP preempt mod_unload '"],
    };

    /// <summary>A symbol of the kernel has another checksum than the module was built with.</summary>
    public static LogSign SymbolVersion { get; } = new("disagrees about version of symbol", @"(?<module>[\w-]+): disagrees about version of symbol (?<symbol>\w+)")
    {
        Samples =
        [
            "[    5.283123] nvidia: disagrees about version of symbol module_layout",
            "[    7.100000] nvidia_uvm: disagrees about version of symbol nvUvmInterfaceDisableAccessCntr",
            "[    7.100000] nvgpu: disagrees about version of symbol module_layout",
        ],
    };

    /// <summary>The kernel could not take the module file: it fits another kernel.</summary>
    public static LogSign ExecFormat { get; } = new("Exec format error", @"(?:nvidia.*|Kernel module load error: )Exec format error")
    {
        Samples = ["modprobe: ERROR: could not insert 'nvidia': Exec format error"],
    };

    /// <summary>The same in the words of older tools and of busybox.</summary>
    public static LogSign InvalidFormat { get; } = new("nvalid module format", @"(?:nvidia.*|Kernel module load error: )[Ii]nvalid module format")
    {
        Samples = ["insmod: ERROR: could not insert module nvidia.ko: Invalid module format", "insmod: can't insert 'nvidia.ko': invalid module format"],
    };

    /// <summary>modprobe loaded what the module needs, and the kernel still lacks a symbol of it.</summary>
    public static LogSign UnknownSymbol { get; } = new("Unknown symbol in module", @"could not insert '?nvidia[\w-]*'?: Unknown symbol in module")
    {
        Samples = ["modprobe: ERROR: could not insert 'nvidia': Unknown symbol in module, or unknown parameter (see dmesg)"],
    };

    /// <summary>The module was built with another kernel configuration.</summary>
    public static LogSign ModuleSize { get; } = new(".gnu.linkonce.this_module", @"module (?<module>nvidia\S*): \.gnu\.linkonce\.this_module section size must match")
    {
        Samples = ["[   10.1] module nvidia: .gnu.linkonce.this_module section size must match the kernel's built struct module size at run time"],
    };

    /// <summary>The module found no GPU that it may drive.</summary>
    public static LogSign NoSuchDevice { get; } = new("No such device", @"(?:could not insert '?(?<module>nvidia[\w-]*)'?|Kernel module load error|Failed to insert module '(?<module>nvidia[\w-]*)'): No such device")
    {
        Samples = ["modprobe: ERROR: could not insert 'nvidia': No such device", "-> Kernel module load error: No such device"],
    };

    /// <summary>A function without ENDBR was called under Indirect Branch Tracking.</summary>
    public static LogSign MissingEndbr { get; } = new("Missing ENDBR", @"Missing ENDBR:? (?<symbol>[\w.]+)?(?:\+0x[0-9a-f]+/0x[0-9a-f]+)?(?: \[(?<module>\w+)\])?")
    {
        Samples =
        [
            "[   14.563461] traps: Missing ENDBR: _portMemAllocatorAllocNonPagedWrapper+0x0/0x10 [nvidia]",
            "Linux 5.18 NVIDIA module won't load: Missing ENDBR: _portMemAllocatorAllocNonPagedWrapper+0x0/0x10",
        ],
    };

    /// <summary>Somebody's own words for it. The build's warnings of the kind "relocation to !ENDBR" are in every good build.</summary>
    public static LogSign ToldNoEndbr { get; } = new("ENDBR", @"(?i:\bnvidia\b.*\b(?:lacks?|without|missing|has no|have no)\b[^.!]{0,30}\bENDBR\b|\bENDBR\b[^.!]{0,30}\b(?:missing|lacking)\b.*\bnvidia\b)")
    {
        Samples = ["the init_module of the NVIDIA kernel module lacks the ENDBR instruction"],
    };

    /// <summary>Switching the enforcement off is told as the remedy.</summary>
    public static LogSign ToldIbtOff { get; } = new("ibt=off", @"(?i:ibt=off\b(?![^.]*\b(?:not|no|never|still|\w+n't)\b)[^.]{0,60}\b(?:fix|solv|work|help|resolv)|(?<!not |n't |never )\b(?:fixed|solved|works?|worked|helps|helped|resolved)\b[^.]{0,40}\bibt=off\b)")
    {
        Samples = ["adding ibt=off to the kernel parameters fixes it", "it only works with ibt=off on the command line"],
    };

    /// <summary>Another driver took the GPU before nvidia was loaded.</summary>
    public static LogSign ProbeNotCalled { get; } = new("NVIDIA probe routine was not called for", @"probe routine was not called for (?<count>\d+) device")
    {
        Samples = ["[    6.1] NVRM: The NVIDIA probe routine was not called for 1 device(s)."],
    };

    /// <summary>vfio-pci is named: a GPU may be set aside on purpose.</summary>
    public static LogSign VfioNamed { get; } = new("vfio-pci") { Samples = ["[    3.2] vfio-pci 0000:01:00.0: vgaarb: changed VGA decodes"] };

    /// <summary>The newer driver names who owns the GPU.</summary>
    public static LogSign AlreadyBound { get; } = new("is already bound to ", @"GPU (?<gpu>[0-9a-fA-F:.]+\d) is already bound to (?<driver>[\w-]+)")
    {
        Samples =
        [
            "[  201.910514] NVRM: GPU 0000:01:00.0 is already bound to NovaCore.",
            "[   41.200000] NVRM: GPU 0000:65:00.0 is already bound to nouveau.",
        ],
    };

    /// <summary>nouveau speaks for a GPU it drives.</summary>
    public static LogSign NouveauAtWork { get; } = new("nouveau 0", @"nouveau (?<gpu>[0-9a-f]{4,}:[0-9a-f]{2}:[0-9a-f]{2}\.\d): (?:NVIDIA \w+ \(|DRM: |\[?drm\]?|bios: |fb: |priv: |vgaarb: |gsp: |fifo: )")
    {
        Origin = SignOrigin.Kernel,
        Samples =
        [
            "[    4.080722] nouveau 0000:65:00.0: NVIDIA GA102 (b72000a1)",
            "Jul 04 20:18:16 host kernel: nouveau 0000:01:00.0: DRM: resuming client object trees...",
        ],
    };

    /// <summary>The installer found nouveau.</summary>
    public static LogSign InstallerFoundNouveau { get; } = new("ouveau kernel driver is currently in use")
    {
        Samples = ["ERROR: The Nouveau kernel driver is currently in use by your system.  This driver is incompatible with the NVIDIA driver, and must be disabled before proceeding."],
    };

    /// <summary>nova_core speaks for a GPU it drives.</summary>
    public static LogSign NovaAtWork { get; } = new("NovaCore 0", @"NovaCore (?<gpu>[0-9a-f]{4,}:[0-9a-f]{2}:[0-9a-f]{2}\.\d): (?!Unsupported|.*[Ee]rror|.*failed)")
    {
        Origin = SignOrigin.Kernel,
        Samples = ["[    3.271000] NovaCore 0000:01:00.0: NVIDIA (Chipset: GA102, Architecture: Ampere, Revision: a.1)"],
    };

    /// <summary>lspci names the driver in use; the device line stands before it.</summary>
    public static LogSign DriverInUse { get; } = new("Kernel driver in use: ", @"Kernel driver in use: (?<driver>\S+)")
    {
        Samples = ["\tKernel driver in use: nouveau"],
    };

    /// <summary>inxi, lshw and hwinfo name the driver in use.</summary>
    public static ImmutableArray<LogSign> DriverInUseElsewhere { get; } =
    [
        new("driver: nouveau", @"NVIDIA.*\bdriver: (?<driver>nouveau)\b") { Samples = ["  Device-1: NVIDIA GP107 [GeForce GTX 1050 Ti] vendor: Gigabyte driver: nouveau v: kernel"] },
        new("driver=nouveau", @"configuration:.*\bdriver=(?<driver>nouveau)\b") { Samples = ["       configuration: driver=nouveau latency=0"] },
        new("Driver: \"nouveau\"", @"^\s*Driver: ""(?<driver>nouveau)""") { Samples = ["  Driver: \"nouveau\""] },
    ];

    /// <summary>Somebody's own words for a GPU that nova_core has.</summary>
    public static LogSign ToldNova { get; } = new("nova", @"\bnova[_-]core\b(?:.{0,30}\b(?:claimed|grabbed|took|bound|is bound|is loaded|loaded) (?:to )?(?:the |my )?(?:(?:NVIDIA )?(?:GPU|card|(?:GeForce )?RTX)\b|instead of nvidia\b)| instead of nvidia\b)")
    {
        Samples = ["nova_core still claimed the RTX 5070 and the desktop came up black", "lsmod shows nova_core loaded instead of nvidia"],
    };

    /// <summary>lspci names the modules that claim a display device for the running kernel.</summary>
    public static LogSign ModulesOfDevice { get; } = new("Kernel modules: ", @"Kernel modules: (?<modules>[\w, -]+)")
    {
        Samples = ["\tKernel modules: nvidiafb, nouveau, nvidia_drm, nvidia"],
    };

    /// <summary>dkms status, one module; every grammar from 2.x to 3.x.</summary>
    public static ImmutableArray<LogSign> DkmsStatus { get; } =
    [
        Status(": installed", "nvidia, 470.57.02, 5.4.0-81-generic, x86_64: installed",
            "nvidia/535.261.03, 6.1.0-56-amd64, x86_64: installed (WARNING! Diff between built and installed module!)"),
        Status(": added", "nvidia-current/535.309.01: added", "nvidia, 470.57.02: added"),
        Status(": built", "nvidia/550.54.15, 6.8.0-31-generic, x86_64: built"),
        Status(": broken", "nvidia/570.1: broken"),
    ];

    /// <summary>dkms is not there.</summary>
    public static LogSign DkmsAbsent { get; } = new("dkms", @"(?:program 'dkms' is currently not installed|dkms: command not found|Command 'dkms' not found|dkms: not found|dkms: No such file)")
    {
        Samples =
        [
            "The program 'dkms' is currently not installed. To run 'dkms' please ask your administrator to install the package 'dkms'",
            "bash: dkms: command not found",
            "-bash: /usr/sbin/dkms: No such file or directory",
        ],
    };

    /// <summary>The module was refused for its signature, in the words of every tool and of the kernel.</summary>
    public static ImmutableArray<LogSign> SignatureRefused { get; } = [KeyRejected, KeyNotAvailable, InstallerBlamesSecureBoot, InstallerUntrustedKey, ToldKeyRejected];

    /// <summary>The module file does not fit the running kernel.</summary>
    public static ImmutableArray<LogSign> OtherKernel { get; } = [VersionMagic, SymbolVersion, ModuleSize];

    /// <summary>All signs of this class.</summary>
    public static ImmutableArray<LogSign> All { get; } =
    [
        ModulePath, ModuleNotFound, ModuleNotFoundBare, ModuleNotFoundQuoted, RenamedUvm, .. SignatureRefused, LoadingRejected, LockdownRefused,
        .. OtherKernel, ExecFormat, InvalidFormat, UnknownSymbol, NoSuchDevice, NotPermitted, MissingEndbr, ToldNoEndbr, ToldIbtOff, ProbeNotCalled, VfioNamed, AlreadyBound, NouveauAtWork, InstallerFoundNouveau, NovaAtWork,
        DriverInUse, .. DriverInUseElsewhere, ToldNova, ModulesOfDevice, .. DkmsStatus, DkmsAbsent, .. LegacySigns.All, .. BuildSigns.All, .. BuildContext.All,
    ];

    private static LogSign Status(string needle, params string[] samples) =>
        new(needle, @"^\s*(?<m>nvidia[\w-]*)(?:/|, )(?<v>\d[\w.+~-]*)(?:, (?<k>[^,\s]+), (?<a>[\w-]+))?: (?<state>added|built|installed-weak|installed|broken)(?<rest>.*)$")
        {
            Samples = [.. samples],
        };
}
