using System.Collections.Immutable;
using Strata.Judging;

namespace Strata.Layers.Userspace;

/// <summary>Traces in logs that more than one rule or collector of this layer and of higher ones reads.</summary>
public static class UserspaceSigns
{
    /// <summary>NVML, an API client or the container library met another version.</summary>
    public static LogSign LibraryMismatch { get; } = new("ibrary version mismatch", @"[Dd]river ?/ ?library version mismatch")
    {
        Samples =
        [
            "Failed to initialize NVML: Driver/library version mismatch",
            "nvidia-container-cli: initialization error: nvml error: driver/library version mismatch: unknown",
        ],
    };

    /// <summary>nvidia-smi names its library's version beside the mismatch.</summary>
    public static LogSign NvmlLibraryVersion { get; } = new("NVML library version:", @"NVML library version: (?<version>\d+[\d.]*\d)")
    {
        Samples = ["NVML library version: 580.178"],
    };

    /// <summary>/proc/driver/nvidia/version in a text.</summary>
    public static LogSign ModuleVersion { get; } = new("NVRM version:", @"NVRM version: NVIDIA UNIX.*?Kernel Module(?: for \w+)?\s+(?<version>\d+[\d.]*\d)")
    {
        Samples =
        [
            "NVRM version: NVIDIA UNIX x86_64 Kernel Module  520.56.06  Thu Oct  6 21:38:55 UTC 2022",
            "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.95.05  Release Build  (dvs-builder@U22-I3-B17-02-5)  Tue Sep 23 10:11:16 UTC 2025",
        ],
    };

    /// <summary>nvidia-smi works and tells the driver version.</summary>
    public static LogSign DriverVersionLine { get; } = new("Driver Version", @"Driver Version\s*:\s*(?<version>\d{2,4}\.\d+(?:\.\d+)?)")
    {
        Samples = ["| NVIDIA-SMI 550.144.03             Driver Version: 550.144.03     CUDA Version: 12.4     |", "Driver Version                            : 560.35.03"],
    };

    /// <summary>unattended-upgrades is named.</summary>
    public static LogSign Unattended { get; } = new("nattended", @"[Uu]nattended[- ]?[Uu]pgr")
    {
        Samples =
        [
            "Nov 20 06:12:01 host systemd[1]: Starting apt-daily-upgrade.service - Daily apt upgrade and clean activities (unattended-upgrades)...",
            "Commandline: /usr/bin/unattended-upgrade",
            "2024-01-17 06:33:10,123 INFO Packages that will be upgraded: libnvidia-compute-535 nvidia-utils-535 (unattended-upgrades)",
        ],
    };

    /// <summary>The daily timer of apt ran.</summary>
    public static LogSign DailyUpgrade { get; } = new("apt-daily-upgrade")
    {
        Samples = ["Nov 20 06:12:01 host systemd[1]: Starting apt-daily-upgrade.service - Daily apt upgrade and clean activities..."],
    };

    /// <summary>dpkg replaces a driver package.</summary>
    public static LogSign Unpacking { get; } = new("Unpacking ", @"Unpacking (?<name>(?:lib)?nvidia[\w.+-]*)(?::\w+)? \((?<to>\S+?)\) over \((?<from>\S+?)\)")
    {
        Samples = ["Unpacking libnvidia-compute-535:amd64 (535.216.01-0ubuntu0.22.04.1) over (535.183.01-0ubuntu0.22.04.1) ..."],
    };

    /// <summary>The log of dpkg names an upgraded driver package.</summary>
    public static LogSign DpkgUpgrade { get; } = new(" upgrade ", @" upgrade (?<name>(?:lib)?nvidia[\w.+-]*)(?::\w+)? (?<from>\d\S+) (?<to>\d\S+)")
    {
        Samples = ["2024-01-17 06:12:33 upgrade libnvidia-compute-535:amd64 535.129.03-0ubuntu0.22.04.1 535.146.02-0ubuntu0.22.04.1"],
    };

    /// <summary>apt's history names an upgraded driver package.</summary>
    public static LogSign AptUpgrade { get; } = new("Upgrade: ", @"Upgrade: .*?(?<name>(?:lib)?nvidia[\w.+-]*)(?::\w+)? \((?<from>\d[^,()\s]*), (?<to>\d[^,()\s]*)\)")
    {
        Samples = ["Upgrade: nvidia-driver-535:amd64 (535.129.03-0ubuntu0.22.04.1, 535.146.02-0ubuntu0.22.04.1)"],
    };

    /// <summary>unattended-upgrades names the driver packages it takes.</summary>
    public static LogSign WillBeUpgraded { get; } = new("Packages that will be upgraded:", @"Packages that will be upgraded:.*(?<name>\b(?:lib)?nvidia[\w.+-]*)")
    {
        Samples = ["2024-01-17 06:33:10,123 INFO Packages that will be upgraded: libnvidia-compute-535 nvidia-utils-535"],
    };

    /// <summary>The tool is not there, so no driver package is.</summary>
    public static LogSign SmiNotInstalled { get; } = new("nvidia-smi", @"(?:nvidia-smi: command not found|Command 'nvidia-smi' not found|nvidia-smi: not found|nvidia-smi: No such file|program 'nvidia-smi' (?:is currently not installed|can be found)|nvidia-smi: (?:未找到命令|找不到命令|Befehl nicht gefunden|Kommando nicht gefunden|commande introuvable|orden no encontrada|no se encontró la orden|comando non trovato|comando não encontrado|команда не найдена|nie znaleziono polecenia|コマンドが見つかりません|명령어를 찾을 수 없)|(?:command not found|Unknown command): '?nvidia-smi|chroot: failed to run command \W?nvidia-smi\W?: |exec: ""nvidia-smi"": executable file not found)")
    {
        Samples =
        [
            "bash: nvidia-smi: command not found",
            "Command 'nvidia-smi' not found, but can be installed with:",
            "zsh: /usr/bin/nvidia-smi: No such file or directory",
            "/bin/sh: 1: nvidia-smi: not found",
            "zsh: command not found: nvidia-smi",
            "bash: nvidia-smi: Befehl nicht gefunden.",
            "chroot: failed to run command 'nvidia-smi': No such file or directory",
        ],
    };

    /// <summary>PyTorch found no driver: none on the host, or none in this container.</summary>
    public static LogSign TorchFoundNoDriver { get; } = new("Found no NVIDIA driver on your system")
    {
        Samples = ["RuntimeError: Found no NVIDIA driver on your system. Please check that you have an NVIDIA GPU and installed a driver from http://www.nvidia.com/Download/index.aspx"],
    };

    /// <summary>A script found no tool, which a program in a container also says; it counts beside a loaded module.</summary>
    public static LogSign SmiNotFoundByScript { get; } = new("nvidia-smi not found") { Samples = ["nvidia-smi not found, NVIDIA GPU Driver not installed correctly."] };

    /// <summary>The firmware files are of another version than the module.</summary>
    public static LogSign FirmwareMismatch { get; } = new("firmware image version mismatch", @"firmware image version mismatch:\s+got version (?<version>[0-9]+\.[0-9.]*[0-9]),\s+expected version (?<module>[0-9]+\.[0-9.]*[0-9])")
    {
        Span = 2,
        Samples = ["NVRM: GPU0 _kgspFwContainerVerifyVersion: GSP firmware image version mismatch: got version 570.86.16, expected version 565.77"],
    };

    /// <summary>nvidia-smi is there, its library is not.</summary>
    public static LogSign SmiFindsNoLibrary { get; } = new("couldn't find libnvidia-ml.so library")
    {
        Samples = ["NVIDIA-SMI couldn't find libnvidia-ml.so library in your system. Please make sure that the NVIDIA Display Driver is properly installed and present in your system."],
    };

    /// <summary>A program could not load a library of the driver.</summary>
    public static LogSign LibraryNotLoaded { get; } = new("cannot open shared object file", @"(?<library>libnvidia-ml\.so(?:\.1)?|libcuda\.so(?:\.1)?): cannot open shared object file")
    {
        Samples =
        [
            "nvidia-container-cli: initialization error: load library failed: libnvidia-ml.so.1: cannot open shared object file: no such file or directory: unknown.",
            "ImportError: libcuda.so.1: cannot open shared object file: No such file or directory",
        ],
    };

    /// <summary>The container toolkit, which runs on the host, finds no driver library: no driver there, or a snap that hides it.</summary>
    public static LogSign ContainerLibraryLoadFailed { get; } = new("load library failed: lib", @"load library failed: (?<library>lib(?:nvidia-ml|cuda)\.so\.1)")
    {
        Samples =
        [
            "nvidia-container-cli: initialization error: load library failed: libnvidia-ml.so.1: cannot open shared object file: no such file or directory: unknown.",
            "nvidia-container-cli: initialization error: load library failed: libcuda.so.1: cannot open shared object file: no such file or directory",
        ],
    };

    /// <summary>All signs of this class.</summary>
    public static ImmutableArray<LogSign> All { get; } =
    [
        LibraryMismatch, NvmlLibraryVersion, ModuleVersion, DriverVersionLine, Unattended, DailyUpgrade, Unpacking, DpkgUpgrade, AptUpgrade, WillBeUpgraded,
        SmiNotInstalled, SmiNotFoundByScript, FirmwareMismatch, TorchFoundNoDriver, SmiFindsNoLibrary, LibraryNotLoaded, ContainerLibraryLoadFailed, .. RepositorySigns.All,
    ];
}
