using System.Collections.Immutable;
using Strata.Judging;

namespace Strata.Layers.Kernel;

/// <summary>Lines of make.log, dkms, akmods and nvidia-installer that tell why a module did not build. The same signs read a file and a pasted text.</summary>
public static class BuildSigns
{
    private const string Nvidia = @"(?:nv-[\w-]+\.[ch]|nvidia[\w/-]*?[\w-]+\.[ch]|nvlink_linux\.[ch]|os-[\w-]+\.[ch]|uvm\w*\.[ch]|linux_nvswitch\.[ch]|(?<=/nvidia[\w.-]*/[^:]*)[\w-]+\.[ch])";

    // What the C library says, in the languages of its users.
    private const string NoSuchFile = @"(?:(?i:no such file)|Datei oder Verzeichnis nicht gefunden|Aucun fichier ou dossier|No existe el |没有那个文件或目录|沒有此一檔案或目錄|Нет такого файла|Arquivo ou diretório inexistente|Ficheiro ou diret|File o directory non esistente|Nie ma takiego pliku|そのようなファイル|그런 파일)";

    /// <summary>dkms, akmods or make say that the build of an NVIDIA module failed, not why.</summary>
    public static ImmutableArray<BuildSign> Failed { get; } =
    [
        Of(BuildCause.Unknown, "Bad return status for module build", @"Bad return status for module build on kernel: (?<kernel>\S+)",
            "Error! Bad return status for module build on kernel: 6.1.0-56-amd64 (x86_64)"),
        Of(BuildCause.Unknown, "make.log for more information", @"/dkms/(?:nvidia[\w-]*)/(?<version>[\d.]+)/(?:build|[^/]+/\w+/log)/make\.log for more information",
            "Consult /var/lib/dkms/nvidia-current-open/535.261.03/build/make.log for more information."),
        Of(BuildCause.Unknown, "Error 1", @"make(?:\[\d+\])?: \*\*\* \[[^\]]*/nvidia[\w-]*/(?:(?<version>\d{3}\.[\d.]+)/)?[^\]]*\] Error 1",
            "make[2]: *** [scripts/Makefile.build:252: /var/lib/dkms/nvidia/535.98/build/nvidia/nv-i2c.o] Error 1"),
        Of(BuildCause.Unknown, "error occurred while performing the step", @"error occurred while performing the step: ""Building kernel modules""",
            "ERROR: An error occurred while performing the step: \"Building kernel modules\". See /var/log/nvidia-installer.log for details."),
        Of(BuildCause.Unknown, "Unable to build the kernel module", @"Unable to build the kernel module",
            "ERROR: Unable to build the kernel module. Is this kernel supported?"),
        Of(BuildCause.Unknown, "dkms build", @"(?i:\bnvidia\b.*(?:\bdkms build(?: command)? (?:would not|does not|did not|doesn't|didn't|won't) work|\bdkms build.{0,20} (?:failed|fails)\b))",
            "the NVIDIA installer says that the dkms build command would not work", "[Error]: nvidia dkms build failed"),
        Of(BuildCause.Unknown, "nvidia-drivers", @"ERROR: x11-drivers/nvidia-drivers-(?<version>[0-9.]+[0-9])\S* failed",
            " * ERROR: x11-drivers/nvidia-drivers-550.90.07::gentoo failed (setup phase):"),
        Of(BuildCause.Unknown, "kernel module failed to build", @"NVIDIA kernel module failed to build", "The NVIDIA kernel module failed to build"),
        Of(BuildCause.Unknown, "Unable to build the NVIDIA kernel module", null, "ERROR: Unable to build the NVIDIA kernel module."),
        Of(BuildCause.Unknown, "[FAILED]", @"(?<module>\S*nvidia\S*)\s+\[FAILED\]",
            "Building and installing nvidia-kmod                        [FAILED]"),
        Of(BuildCause.Unknown, ".failed.log", @"akmods/nvidia[\w-]*/(?<version>\d+\.[\d.]*\d)\S*-for-(?<kernel>\S+)\.failed\.log",
            "Building rpms failed; see /var/cache/akmods/nvidia/535.113.01-1-for-6.5.6-300.fc39.x86_64.failed.log for details"),
    ];

    /// <summary>Headers are not there.</summary>
    public static ImmutableArray<BuildSign> HeadersMissing { get; } =
    [
        Of(BuildCause.HeadersMissing, "ernel headers for kernel", @"[Kk]ernel headers for kernel (?<kernel>\S+?)\.? (?:cannot|can not|could not) be found",
            "Error! Your kernel headers for kernel 6.18.44-fc-v595 cannot be found at /lib/modules/6.18.44-fc-v595/build or /lib/modules/6.18.44-fc-v595/source."),
        Of(BuildCause.HeadersMissing, "Your kernel headers for kernel", @"Your kernel headers for kernel (?<kernel>\S+) cannot be found",
            "Your kernel headers for kernel 4.9.25+ cannot be found at"),
        new(BuildCause.HeadersMissing, new LogSign("was skipped since the", @"for kernel:? (?<kernel>\S+) was skipped since the\s+kernel headers for this")
        {
            Span = 2,
            Samples =
            [
                "dkms: autoinstall for kernel 6.1.0-56-amd64 was skipped since the kernel headers for this kernel do not seem to be installed.",
                "Module build for kernel 5.4.0-26-generic was skipped since the kernel headers for this kernel does not seem to be installed.",
            ],
        }),
        Of(BuildCause.HeadersMissing, "Unable to find the kernel source tree", null,
            "ERROR: Unable to find the kernel source tree for the currently running kernel.  Please make sure you have installed the kernel source files for your kernel and that they are properly configured"),
        Of(BuildCause.HeadersMissing, "build: No such file or directory", @"make(?:\[\d+\])?: \*\*\* (?:/usr)?/lib/modules/(?<kernel>[^/\s]+)/build: No such file or directory",
            "make[1]: *** /lib/modules/5.10.0-20-arm64/build: No such file or directory.  Stop."),
        Of(BuildCause.HeadersMissing, "/build", $@"^(?!.*\b(?:ls|stat|find|file|readlink|cd): ).*/lib/modules/(?:(?<kernel>[0-9][^/\s]*)|[^/\s]+)/build/?['’""`]?: ?{NoSuchFile}",
            "/lib/modules/6.1.0-18-amd64/build: No such file or directory",
            "make: *** /lib/modules/6.8.0-40-generic/build: Datei oder Verzeichnis nicht gefunden.  Schluss."),
        Of(BuildCause.HeadersMissing, "/build", $@"\b(?:ls|stat|cd): .*/lib/modules/(?<kernel>[0-9][^/\s]*)/build/?['’""`]?: ?{NoSuchFile}",
            "ls: cannot access '/lib/modules/6.8.0-40-generic/build': No such file or directory") with { Alone = false },
        Of(BuildCause.HeadersMissing, "/usr/src/", $@"make(?:\[\d+\])?: \*\*\* /usr/src/(?:linux-headers-|kernels/|linux-)(?<kernel>[0-9][^/\s:]*): {NoSuchFile}",
            "make: *** /usr/src/linux-headers-6.8.0-40-generic: No such file or directory.  Stop.", "make[1]: *** /usr/src/kernels/5.14.0-427.13.1.el9_4.x86_64: No such file or directory.  Stop."),
        Of(BuildCause.HeadersMissing, "kernel headers for module nvidia", @"Missing (?<kernel>\S+) kernel headers for module nvidia",
            "==> ERROR: Missing 6.2.1-zen1-1-zen kernel headers for module nvidia/525.89.02."),
        Of(BuildCause.HeadersMissing, "Missing kernel headers", @"module nvidia\S* for kernel (?<kernel>\S+): Missing kernel headers",
            "==> Unable to install module nvidia/535.104.05 for kernel 6.5.3-arch1-1: Missing kernel headers."),
        Of(BuildCause.HeadersMissing, "Unable to find kernel sources at", null, " * Unable to find kernel sources at /usr/src/linux") with { Alone = false },
        Of(BuildCause.HeadersMissing, "dkms", @"(?i:\bn(?:vidia|ivida)\b.*\bdkms\b.{0,40}\b(?:no|without|missing)(?: the)?(?: kernel| linux)? headers\b)",
            "nvidia-dkms was installed without kernel headers"),
        Of(BuildCause.HeadersMissing, "Could not find files needed to compile modules", @"Could not find files needed to compile modules for (?<kernel>\S+)",
            "Could not find files needed to compile modules for 6.5.6-300.fc39.x86_64"),
        Of(BuildCause.HeadersMissing, "ernel headers for target kernel", null,
            "ERROR: Kernel headers for target kernel were not found. nvidia cannot be built"),
        Of(BuildCause.HeadersMissing, "The kernel header file", @"kernel header file '?\S*/linux/(?:kernel|version)\.h'? does not exist",
            "ERROR: The kernel header file '/lib/modules/5.15.0-91-generic/build/include/linux/kernel.h' does not exist."),
    ];

    /// <summary>The header tree is not a configured one.</summary>
    public static ImmutableArray<BuildSign> HeadersIncomplete { get; } =
    [
        Of(BuildCause.HeadersIncomplete, "Module.symvers file is missing", null,
            "The Module.symvers file is missing, or does not contain any"),
        Of(BuildCause.HeadersIncomplete, "auto.conf", @"^\s*(?:ERROR: )?\s*include/generated/autoconf\.h or include/config/auto\.conf are missing",
            "         include/generated/autoconf.h or include/config/auto.conf are missing."),
        Of(BuildCause.HeadersIncomplete, "Kernel configuration is invalid", @"^\s*(?:\*\*\*\s*)?ERROR: Kernel configuration is invalid",
            "  ERROR: Kernel configuration is invalid."),
        Of(BuildCause.HeadersIncomplete, "in the kernel source directory", @"Could not find a (?:Makefile|usable \.config) in the kernel source directory",
            " *   Could not find a usable .config in the kernel source directory.") with { Alone = false },
        Of(BuildCause.HeadersIncomplete, "These sources have not yet been prepared", null, " * These sources have not yet been prepared.") with { Alone = false },
        Of(BuildCause.HeadersIncomplete, "autoconf.h", $@"autoconf\.h['’""`]?:? {NoSuchFile}",
            "<command-line>: fatal error: /lib/modules/6.2.6-zen1-1-zen/build/include/linux/autoconf.h: No such file or directory",
            "././include/linux/kconfig.h:5:10: schwerwiegender Fehler: generated/autoconf.h: Datei oder Verzeichnis nicht gefunden"),
        Of(BuildCause.HeadersIncomplete, "generated/", $@"\b(?<symbol>generated/(?:bounds|asm-offsets|timeconst|compile|utsrelease|uapi/linux/version)\.h)['’""`]?:? {NoSuchFile}",
            "./include/linux/page-flags-layout.h:6:10: fatal error: generated/bounds.h: No such file or directory"),
        Of(BuildCause.HeadersIncomplete, "xec format error", @"(?<symbol>scripts/(?:basic/fixdep|mod/modpost)|tools/objtool/objtool): .*[Ee]xec format error",
            "/bin/sh: 1: scripts/basic/fixdep: Exec format error", "/bin/sh: line 1: scripts/mod/modpost: cannot execute binary file: Exec format error"),
        Of(BuildCause.HeadersIncomplete, "not found (required by", @"GLIBC_[0-9.]+[`'’]? not found \(required by \S*(?<symbol>scripts/(?:basic/fixdep|mod/modpost)|tools/objtool/objtool|scripts/sign-file)\)",
            "scripts/basic/fixdep: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.38' not found (required by scripts/basic/fixdep)"),
        Of(BuildCause.HeadersIncomplete, "No such file or directory", @"(?<symbol>scripts/(?:basic/fixdep|mod/modpost|module\.lds|recordmcount|Makefile\.\w+)|include/config/(?:kernel\.release|auto\.conf)|Kbuild\.include): No such file or directory",
            "/bin/sh: 1: scripts/basic/fixdep: No such file or directory"),
        Of(BuildCause.HeadersIncomplete, "not found", @"/bin/sh: (?:\d+: |line \d+: )?\S*(?<symbol>scripts/basic/fixdep|scripts/mod/modpost|tools/objtool/objtool): not found",
            "/bin/sh: 1: scripts/mod/modpost: not found"),
        Of(BuildCause.HeadersIncomplete, "No rule to make target", @"No rule to make target '(?<symbol>[^']*(?:tools/objtool/objtool|scripts/module\.lds|Module\.symvers|arch/\w+/Makefile|scripts/\S+))'",
            "make[3]: *** No rule to make target 'scripts/module.lds', needed by '/var/lib/dkms/nvidia/470.63.01/build/nvidia.ko'.  Stop."),
        Of(BuildCause.HeadersIncomplete, "The kernel source path", @"kernel source path '(?<symbol>[^']+)' is invalid",
            "ERROR: The kernel source path '/usr/src/linux-headers-5.4.0-42-generic' is invalid.  Please make sure you have installed the kernel source files for your kernel"),
        Of(BuildCause.HeadersIncomplete, "version.h", @"(?:Neither the|neither).*(?<symbol>version\.h).*(?:nor|exists?)|does not (?:contain|exist).*(?<symbol>version\.h)",
            "Neither the '/lib/modules/5.3.0/build/include/linux/version.h' nor the '/lib/modules/5.3.0/build/include/generated/uapi/linux/version.h' kernel header file exists."),
    ];

    /// <summary>The compiler does not fit.</summary>
    public static ImmutableArray<BuildSign> Compiler { get; } =
    [
        Of(BuildCause.Compiler, "unrecognized command", @"unrecognized command[- ]line option ['‘""](?<symbol>-[^'’""]+)",
            "gcc: error: unrecognized command-line option ‘-ftrivial-auto-var-init=zero’"),
        Of(BuildCause.Compiler, "unknown argument", @"clang: error: unknown argument:? '(?<symbol>-[^']+)'", "clang: error: unknown argument: '-mrecord-mcount'"),
        Of(BuildCause.Compiler, "not found", @"(?:/bin/sh: (?:\d+: |line \d+: )?|make(?:\[\d+\])?: )(?<symbol>(?:[\w-]+-)?gcc(?:-\d+)?|cc): (?:command )?not found",
            "/bin/sh: 1: gcc-12: not found"),
        Of(BuildCause.Compiler, "No such file or directory", @"(?:/bin/sh: (?:\d+: |line \d+: )?|make(?:\[\d+\])?: |env: ['‘]?)(?<symbol>(?:[\w-]+-)?gcc(?:-\d+)?|cc)['’]?: No such file or directory",
            "make[1]: gcc: No such file or directory"),
        Of(BuildCause.Compiler, "version check failed", @"(?i:\b(?:compiler|cc) version check failed)", "Compiler version check failed:",
            "The CC version check failed:", "The cc version check failed: The kernel was built with gcc version 12.3.0, but the current compiler version is cc 11.4.0."),
        Of(BuildCause.Compiler, "but the current compiler version is", @"kernel was built with .*but the current compiler version is",
            "The kernel was built with gcc version 8.3.0 (Debian 8.3.0-6), but the current compiler version is cc (Debian 10.2.1-6) 10.2.1 20210110.") with { Alone = false },
        Of(BuildCause.Compiler, "ompil", @"(?i:\bgcc (?:version )?(?:used|that was used) (?:to|for) (?:the )?(?:build|compil)\w* (?:the )?kernel\b.{0,40}\b(?:is )?differ(?:ent|s)? (?:from|than|to)\b.{0,60}\bgcc\b)",
            "The GCC used to compile the kernel, 11.1.1, is different from the GCC of this system, 11.2.1") with { Alone = false },
        Of(BuildCause.Compiler, "does not match the compiler used", @"compiler used to compile the kernel|does not match the compiler used",
            "does not match the compiler used here:"),
        Of(BuildCause.Compiler, "gcc-version-check failed", null, "gcc-version-check failed:"),
        Of(BuildCause.Compiler, "unable to find a suitable", @"unable to find a suitable.*compiler|Unable to find the development tool",
            "ERROR: unable to find a suitable C compiler; nvidia needs one"),
        Of(BuildCause.Compiler, "Unable to find the development tool", @"Unable to find the development tool [`'‘](?<symbol>cc|gcc|make|ld)",
            "ERROR: Unable to find the development tool `cc` in your path; please make sure that you have the package 'gcc' installed."),
        Of(BuildCause.Compiler, "as enumeration constant", @"cannot use keyword ['‘](?<symbol>\w+)['’] as enumeration constant",
            "./include/linux/stddef.h:11:9: error: cannot use keyword ‘false’ as enumeration constant"),
        Of(BuildCause.Compiler, "cannot be defined via", @"['‘](?<symbol>bool)['’] cannot be defined via ['‘]typedef",
            "./include/linux/types.h:35:33: error: ‘bool’ cannot be defined via ‘typedef’"),
        Of(BuildCause.Compiler, "the compiler differs from the one used to build the kernel", null,
            "warning: the compiler differs from the one used to build the kernel") with { Alone = false },
        Of(BuildCause.Compiler, "incompatible gcc/plugin versions", null, "cc1: error: incompatible gcc/plugin versions"),
    ];

    /// <summary>The driver release does not know this kernel.</summary>
    public static ImmutableArray<BuildSign> KernelApi { get; } =
    [
        Of(BuildCause.GplOnlySymbol, "GPL-incompatible module", @"GPL-incompatible module (?<module>nvidia[\w-]*)(?:\.ko)? uses GPL-only symbol '(?<symbol>\w+)'",
            "ERROR: modpost: GPL-incompatible module nvidia.ko uses GPL-only symbol 'rcu_read_lock'"),
        Of(BuildCause.KernelApi, "undefined!", @"modpost: ""(?<symbol>\w+)"" \[[^\]]*nvidia[^\]]*\] undefined!",
            "ERROR: modpost: \"follow_pfn\" [/var/lib/dkms/nvidia/535.161.07/build/nvidia-uvm.ko] undefined!"),
        Error("implicit-function-declaration", @"['‘](?<symbol>\w+)['’]",
            "/var/lib/dkms/nvidia/396.54.09/build/nvidia-drm/nvidia-drm-encoder.c:219:11: error: implicit declaration of function ‘drm_mode_connector_attach_encoder’; did you mean ‘drm_connector_attach_encoder’? [-Werror=implicit-function-declaration]"),
        Error("arguments to function", @"too (?:few|many) arguments to function ['‘](?<symbol>\w+)",
            "/var/lib/dkms/nvidia-current-open/535.261.03/build/nvidia/nv-pci.c:223:9: error: too few arguments to function ‘pci_resize_resource’"),
        Error("has no member named", @"has no member named ['‘](?<symbol>\w+)",
            "/var/lib/dkms/nvidia/550.54.14/build/nvidia-drm/nvidia-drm-drv.c:1728:6: error: ‘struct drm_driver’ has no member named ‘date’"),
        Error("incompatible-pointer-types", @"(?:\.(?<symbol>\w+) *=|argument \d+ of ['‘](?<symbol>\w+)|from incompatible pointer type)",
            "/var/lib/dkms/nvidia/470.129.06/build/nvidia-drm/nvidia-drm-drv.c:200:21: error: initialization of ‘struct drm_framebuffer * (*)(void)’ from incompatible pointer type [-Werror=incompatible-pointer-types]"),
        Error("incompatible pointer type", @"argument \d+ of ['‘](?<symbol>\w+)|from incompatible pointer type",
            "/var/lib/dkms/nvidia/470.199.02/build/nvidia/nv-mmap.c:463:5: error: passing argument 1 of ‘vm_flags_set’ from incompatible pointer type"),
        Error("undeclared", @"['‘](?<symbol>\w+)['’] undeclared",
            "/var/lib/dkms/nvidia/535.54.03/build/nvidia-drm/nvidia-drm-drv.c:86:5: error: ‘DRM_UNLOCKED’ undeclared here (not in a function)"),
        Error("unknown type name", @"unknown type name ['‘](?<symbol>\w+)",
            "/var/lib/dkms/nvidia/450.80.02/build/nvidia/nv-procfs.c:58:5: error: unknown type name ‘proc_fops_t’"),
        Error("conflicting types for", @"conflicting types for ['‘](?<symbol>\w+)",
            "/var/lib/dkms/nvidia/525.60.13/build/nvidia/os-mlock.c:22:5: error: conflicting types for ‘follow_pfn’"),
        Error("storage size of", @"storage size of ['‘](?<symbol>\w+)", "/var/lib/dkms/nvidia/430.50/build/nvidia/nv-time.c:29:20: error: storage size of ‘tv’ isn’t known"),
        Error("assignment of read-only member", @"read-only member ['‘](?<symbol>\w+)", "/var/lib/dkms/nvidia/470.161.03/build/nvidia/nv-mmap.c:467:23: error: assignment of read-only member ‘vm_flags’"),
        Error("redefinition of", @"redefinition of ['‘](?<symbol>\w+)", "/var/lib/dkms/nvidia/515.48.07/build/nvidia/nv-linux.h:300:20: error: redefinition of ‘dma_is_direct’"),
        Error("makes pointer from integer", @"(?:assignment|initialization|return|passing).*makes pointer from integer", "/var/lib/dkms/nvidia/550.40.07/build/nvidia-uvm/uvm_pmm_gpu.c:2636:10: error: assignment to ‘struct page *’ from ‘int’ makes pointer from integer without a cast [-Wint-conversion]"),
        Error("fatal error: ", @"(?:fatal error|致命错误): (?<symbol>(?:linux|drm|asm|crypto|soc|video)/[\w/.-]+|stdarg\.h): No such file", "/var/lib/dkms/nvidia/470.57.02/build/common/inc/nvlog/nvstatus.c:24:10: fatal error: stdarg.h: No such file or directory"),
    ];

    /// <summary>The machine, not the source, ended the build.</summary>
    public static ImmutableArray<BuildSign> Resources { get; } =
    [
        Of(BuildCause.NoSpace, "No space left on device", null, "fatal error: error writing to /tmp/ccX2.s: No space left on device") with { Alone = false },
        Of(BuildCause.OutOfMemory, "Killed signal terminated program", @"Killed signal terminated program cc1", "gcc: fatal error: Killed signal terminated program cc1"),
        Of(BuildCause.Excluded, "BUILD_EXCLUSIVE directive", @"for module (?<symbol>nvidia[\w-]*) includes a BUILD_EXCLUSIVE directive which does not match", "Error! The /var/lib/dkms/nvidia/560.1/6.1.0-56-amd64/x86_64/dkms.conf for module nvidia includes a BUILD_EXCLUSIVE directive which does not match this kernel/arch/config."),
        Of(BuildCause.Excluded, "PREEMPT_RT kernel", @"kernel you are installing for is a PREEMPT_RT kernel", "The kernel you are installing for is a PREEMPT_RT kernel!"),
    ];

    /// <summary>Every build sign.</summary>
    public static ImmutableArray<BuildSign> Known { get; } = [.. Resources, .. HeadersMissing, .. HeadersIncomplete, .. Compiler, .. KernelApi, .. Failed];

    /// <summary>The signs of <see cref="Known"/>.</summary>
    public static ImmutableArray<LogSign> All { get; } = [.. Known.Select(known => known.Sign)];

    private static BuildSign Of(BuildCause cause, string needle, string? pattern, params string[] samples) =>
        new(cause, new LogSign(needle, pattern) { Samples = [.. samples] });

    // A compiler error counts when it stands in a source file of the NVIDIA modules. gcc speaks the user's language, the warning option does not.
    private static BuildSign Error(string needle, string pattern, string sample) =>
        new(BuildCause.KernelApi, new LogSign(needle, $@"^(?!.*(?:\bwarning: |警告：)).*?{Nvidia}:\d+(?::\d+)?: .*?(?:{pattern})") { Samples = [sample] });
}
