using System.Text.RegularExpressions;

namespace Strata.Machine.Transcripts;

/// <summary>Output that is recognised by its own form, whatever stands around it.</summary>
/// <param name="File">Path it becomes, or null.</param>
/// <param name="Call">Tool call it becomes, or null.</param>
/// <param name="First">First line of a block.</param>
/// <param name="Following">Further lines of the block; null when every line stands for itself.</param>
public sealed partial record Shape(string? File, ToolCall? Call, Regex First, Regex? Following)
{
    /// <summary>True when several blocks make one output.</summary>
    public bool IsInPieces { get; init; }

    /// <summary>The known forms; the first that takes a line wins.</summary>
    public static IReadOnlyList<Shape> All { get; } =
    [
        new("/proc/driver/nvidia/version", null, NvrmVersion(), GccVersion()),
        new(null, ToolCall.Of("nvidia-smi", "-q"), NvsmiLog(), NvsmiField()),
        new(null, ToolCall.Of("nvidia-smi", "-q"), NvsmiBlock(), NvsmiField()),
        new(null, ToolCall.Of("nvidia-smi", "-q", "-x"), SmiXml(), SmiXmlMore()),
        new(null, ToolCall.Of("nvidia-smi", "--query-gpu"), SmiCsv(), SmiCsvMore()) { IsInPieces = true },
        new(null, ToolCall.Of("nvidia-smi"), SmiTable(), SmiTableRow()),
        new(null, ToolCall.Of("nvidia-smi"), SmiError(), SmiErrorMore()),
        new(null, ToolCall.Of("nvidia-smi", "-L"), SmiList(), SmiListMore()),
        new(null, ToolCall.Of("dpkg", "-l"), DpkgRow(), null),
        new(null, ToolCall.Of("apt", "list", "--installed"), AptRow(), null),
        new(null, ToolCall.Of("rpm", "-qa"), RpmRow(), null),
        new(null, ToolCall.Of("dkms", "status"), DkmsRow(), null),
        new(null, ToolCall.Of("modinfo", "nvidia"), Modinfo(), ModinfoField()),
        new(null, ToolCall.Of("lsmod"), LsmodHeader(), LsmodRow()),
        new(null, ToolCall.Of("lsmod"), LsmodNvidiaRow(), null),
        new(null, ToolCall.Of("uname", "-a"), Uname(), null),
        new(null, ToolCall.Of("lspci", "-nnDvvv"), LspciDevice(), LspciMore()),
        new(null, ToolCall.Of("mokutil", "--sb-state"), SecureBoot(), null),
        new(null, ToolCall.Of("nvidia-smi", "topo", "-m"), Topology(), TopologyRow()),
        new("/proc/cmdline", null, CommandLine(), null),
        new("/etc/os-release", null, OsRelease(), OsReleaseMore()),
    ];

    // "NVRM version: NVIDIA UNIX x86_64 Kernel Module  520.56.06  Thu Oct ..." of /proc/driver/nvidia/version
    [GeneratedRegex(@"^\s*NVRM version: NVIDIA", RegexOptions.CultureInvariant)]
    private static partial Regex NvrmVersion();

    [GeneratedRegex(@"^\s*GCC version:", RegexOptions.CultureInvariant)]
    private static partial Regex GccVersion();

    [GeneratedRegex(@"^=+NVSMI LOG=+$|^Driver Version\s{2,}: \d", RegexOptions.CultureInvariant)]
    private static partial Regex NvsmiLog();

    // A block that was cut out of `nvidia-smi -q`.
    [GeneratedRegex(@"^\s*(?:Remapped Rows|Retired Pages|ECC Errors|ECC Mode|MIG Mode|Fabric|PCI|GPU Link Info|Clocks (?:Throttle|Event) Reasons|(?:GPU )?Power Readings|Temperature)\s*$|^GPU [0-9A-Fa-f]{8}:[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}\.0\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex NvsmiBlock();

    [GeneratedRegex(@"^$|^(?:Timestamp|Driver Version|CUDA Version|Attached GPUs)\s+:|^GPU [0-9A-Fa-f]{4,8}:|^\s{2,}\S", RegexOptions.CultureInvariant)]
    private static partial Regex NvsmiField();

    [GeneratedRegex(@"^\s*(?:<!DOCTYPE nvidia_smi_log|<nvidia_smi_log>|<gpu id="")", RegexOptions.CultureInvariant)]
    private static partial Regex SmiXml();

    [GeneratedRegex(@"^\s*<|^\s+\S|^\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex SmiXmlMore();

    // "index, name, memory.total [MiB]"
    [GeneratedRegex(@"^(?:index|name|gpu_name|uuid|gpu_uuid|serial|timestamp|count|driver_version|pci\.bus_id|gpu_bus_id|pstate|(?:memory|utilization|temperature|power|clocks?|pcie|ecc|fan|remapped_rows|retired_pages)\.[a-z_.]+)(?: \[[\w%/]+\])?(?:, [a-z][a-z0-9_.]*(?: \[[\w%/]+\])?)+\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex SmiCsv();

    [GeneratedRegex(@"^[^,]+(?:, [^,]*)+$", RegexOptions.CultureInvariant)]
    private static partial Regex SmiCsvMore();

    [GeneratedRegex(@"^\s*[|│] NVIDIA-SMI\s+\d", RegexOptions.CultureInvariant)]
    private static partial Regex SmiTable();

    [GeneratedRegex(@"^\s*[|│+├╞╰╭└┌=]|^\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex SmiTableRow();

    [GeneratedRegex(@"^\s*(?:NVIDIA-SMI has failed because|Failed to initialize NVML:|NVIDIA-SMI couldn't find libnvidia-ml|No devices were found|Unable to determine the device handle|Unable to determine the number of available GPUs)", RegexOptions.CultureInvariant)]
    private static partial Regex SmiError();

    [GeneratedRegex(@"^\s*NVML library version:", RegexOptions.CultureInvariant)]
    private static partial Regex SmiErrorMore();

    [GeneratedRegex(@"^GPU \d+: .+ \(UUID: GPU-", RegexOptions.CultureInvariant)]
    private static partial Regex SmiList();

    [GeneratedRegex(@"^GPU \d+: .+ \(UUID: GPU-|^\s+MIG ", RegexOptions.CultureInvariant)]
    private static partial Regex SmiListMore();

    [GeneratedRegex(@"^[uihrp][nicUuFfHhWt][R ]?\s+[a-z0-9][a-z0-9+.-]+(?::\w+)?\s+(?:\d|<none>)\S*", RegexOptions.CultureInvariant)]
    private static partial Regex DpkgRow();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9+.-]+/\S+ \d\S* \w+(?: \[.*(?:installed|upgradable|residual).*\])", RegexOptions.CultureInvariant)]
    private static partial Regex AptRow();

    [GeneratedRegex(@"^(?:kmod-|akmod-|xorg-x11-drv-|lib)?(?:nvidia|cuda|kernel)[\w.+-]*-\d[\w.~+^-]*-\d?[\w.~+^]+\.(?:x86_64|aarch64|noarch|ppc64le)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex RpmRow();

    [GeneratedRegex(@"^\s*(?:nvidia|bbswitch)[\w-]*(?:/|, )\d[\w.-]*(?:, [^,]+, [^:]+)?: (?:added|built|installed|broken)", RegexOptions.CultureInvariant)]
    private static partial Regex DkmsRow();

    [GeneratedRegex(@"^filename:\s+/\S*/nvidia(?:-current(?:-open)?)?\.ko", RegexOptions.CultureInvariant)]
    private static partial Regex Modinfo();

    [GeneratedRegex(@"^[a-z_0-9]+:\s", RegexOptions.CultureInvariant)]
    private static partial Regex ModinfoField();

    [GeneratedRegex(@"^Module\s+Size\s+Used by", RegexOptions.CultureInvariant)]
    private static partial Regex LsmodHeader();

    [GeneratedRegex(@"^\w+\s+\d+\s+\d+", RegexOptions.CultureInvariant)]
    private static partial Regex LsmodRow();

    [GeneratedRegex(@"^(?:nvidia|nouveau|nova|vfio)\w*\s+\d{4,}\s+-?\d+(?:\s|$)", RegexOptions.CultureInvariant)]
    private static partial Regex LsmodNvidiaRow();

    [GeneratedRegex(@"^Linux \S+ \d+\.\d+\.\d+\S* #", RegexOptions.CultureInvariant)]
    private static partial Regex Uname();

    [GeneratedRegex(@"^(?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7] (?:.*(?:\[[0-9a-f]{4}\]|controller|Controller|bridge|device)[^:]*|\S[^:]*): ", RegexOptions.CultureInvariant)]
    private static partial Regex LspciDevice();

    [GeneratedRegex(@"^\s*$|^\s+\S|^(?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7] |^[0-9a-f]{2,3}: (?:[0-9a-f]{2} ){8}", RegexOptions.CultureInvariant)]
    private static partial Regex LspciMore();

    [GeneratedRegex(@"^SecureBoot (?:enabled|disabled)", RegexOptions.CultureInvariant)]
    private static partial Regex SecureBoot();

    [GeneratedRegex(@"^\s*(?:\x1b\[4m)?\s*GPU0\s+.*(?:CPU Affinity|NIC|mlx|GPU1)", RegexOptions.CultureInvariant)]
    private static partial Regex Topology();

    [GeneratedRegex(@"^\s*(?:GPU\d+|NIC\d+|mlx\S+)\s", RegexOptions.CultureInvariant)]
    private static partial Regex TopologyRow();

    [GeneratedRegex(@"^BOOT_IMAGE=", RegexOptions.CultureInvariant)]
    private static partial Regex CommandLine();

    [GeneratedRegex(@"^(?:PRETTY_NAME|NAME)=""", RegexOptions.CultureInvariant)]
    private static partial Regex OsRelease();

    [GeneratedRegex(@"^[A-Z_]+=", RegexOptions.CultureInvariant)]
    private static partial Regex OsReleaseMore();
}
