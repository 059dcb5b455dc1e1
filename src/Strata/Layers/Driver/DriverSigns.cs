using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Driver.Xid;

namespace Strata.Layers.Driver;

/// <summary>Traces in logs that more than one rule or collector of this layer and of higher ones reads.</summary>
public static class DriverSigns
{
    /// <summary>The module says at load which version it is.</summary>
    public static LogSign Loading { get; } = new("NVRM: loading NVIDIA UNIX", @"NVRM: (?<banner>loading NVIDIA UNIX (?:.*?Kernel Module(?: for \w+)?\s+(?<version>[0-9][0-9.]*[0-9]))?.*)$")
    {
        Origin = SignOrigin.Kernel,
        Samples = ["[    3.310365] NVRM: loading NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun May 12 19:39:15 UTC 2024"],
    };

    /// <summary>The kernel module refused a client of another version; the message takes four lines.</summary>
    public static LogSign ApiMismatch { get; } = new("API mismatch", @"API mismatch: (?:the|this) (?:NVIDIA )?client\b.*?has the version\s+(?<client>[0-9][0-9.]*[0-9]).*?kernel module has the\s+version\s+(?<module>[0-9][0-9.]*[0-9])")
    {
        Span = 4,
        Samples =
        [
            "[521526.650125] NVRM: API mismatch: the client has the version 525.125.06, but this kernel module has the version 515.65.01.  Please make sure that this kernel module and all NVIDIA driver components have the same version.",
            "[ 88.2] NVRM: API mismatch: the client 'nvidia-smi' (pid 4242) has the version 580.178.04, but this kernel module has the version 580.173.02.  Please",
        ],
    };

    /// <summary>NVML refused to start.</summary>
    public static LogSign NvmlInit { get; } = new("ailed to initialize NVML", @"[Ff]ailed to initialize NVML:? ?(?<reason>.+)$")
    {
        Samples = ["Failed to initialize NVML: Unknown Error", "Failed to initialize NVML: GPU access blocked by the operating system"],
    };

    /// <summary>nvidia-smi cannot reach the module.</summary>
    public static LogSign SmiNoDriver { get; } = new("couldn't communicate with the NVIDIA driver")
    {
        Samples = ["NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running."],
    };

    /// <summary>An NVML client other than nvidia-smi says that the driver is not loaded.</summary>
    public static LogSign NvmlDriverNotLoaded { get; } = new("Driver Not Loaded", @"(?<reason>Driver Not Loaded)")
    {
        Samples = ["Error: nvmlInit(): Driver Not Loaded", "Unable to determine the number of available GPUs: Driver Not Loaded"],
    };

    /// <summary>nvidia-smi sees no GPU.</summary>
    public static LogSign NoDevices { get; } = new("No devices were found", @"^\W*No devices were found\W*$")
    {
        Samples = ["No devices were found"],
    };

    /// <summary>NVML cannot open one GPU.</summary>
    public static LogSign NoHandle { get; } = new("Unable to determine the device handle for", @"Unable to determine the device handle for (?<rest>.+)$")
    {
        Samples = ["Unable to determine the device handle for GPU 0000:04:00.0: GPU is lost.  Reboot the system to recover this GPU", "Unable to determine the device handle for GPU0: 0000:4C:00.0: Unknown Error"],
    };

    /// <summary>The driver could not start a GPU; the numbers are status, reason and source line.</summary>
    public static LogSign RmInitFailed { get; } = new("RmInitAdapter failed!", @"(?:GPU (?<gpu>[0-9a-fA-F:.]+): )?RmInitAdapter failed! \((?<status>0x[0-9a-fA-F]+):(?<reason>0x[0-9a-fA-F]+):(?<line>\d+)\)")
    {
        Origin = SignOrigin.Kernel,
        Samples = ["[  218.250408] NVRM: GPU 0000:0a:00.0: RmInitAdapter failed! (0x24:0x72:1568)", "NVRM: RmInitAdapter failed! (0x31:0xffff:1037)"],
    };

    /// <summary>The adapter could not be started for a client that opened its node.</summary>
    public static LogSign RmInitNode { get; } = new("rm_init_adapter failed", @"(?:GPU (?<gpu>[0-9a-fA-F:.]+): )?rm_init_adapter failed")
    {
        Origin = SignOrigin.Kernel,
        Samples = ["NVRM: GPU 0000:0a:00.0: rm_init_adapter failed, device minor number 5"],
    };

    /// <summary>The board's firmware did not report that it is up.</summary>
    public static LogSign GfwBoot { get; } = new("GFW_", @"failed to (?:wait for|halt with) GFW_(?:BOOT:?)?(?: \(progress (?<progress>0x[0-9a-fA-F]+)\))?")
    {
        Origin = SignOrigin.Kernel,
        Samples =
        [
            "[ 2052.745833] NVRM: gpuWaitForGfwBootComplete_TU102: failed to wait for GFW_BOOT: (progress 0x3)",
            "NVRM: gpuWaitForGfwBootComplete_TU102: GSP failed to halt with GFW_BOOT: (progress 0x0)",
        ],
    };

    /// <summary>The start of GSP waited for the board's firmware in vain.</summary>
    public static LogSign GfwBootWait { get; } = new("GFW boot complete", @"failed to wait for GFW boot complete: (?<status>0x[0-9a-fA-F]+)(?: VBIOS version (?<vbios>[0-9A-Fa-f.]+))?")
    {
        Origin = SignOrigin.Kernel,
        Samples = ["[ 2052.745838] NVRM: kgspWaitForGfwBootOk_TU102: failed to wait for GFW boot complete: 0x65 VBIOS version 94.02.59.00.05"],
    };

    /// <summary>A write-protected region of an earlier GSP start is still up.</summary>
    public static LogSign Wpr2Up { get; } = new("WPR2 already up", @"(?:GPU(?<index>\d+) )?\w*:? ?(?:unexpected )?WPR2 already up")
    {
        Origin = SignOrigin.Kernel,
        Samples = ["[  115.083711] NVRM: GPU6 _kgspBootGspRm: unexpected WPR2 already up, cannot proceed with booting GSP"],
    };

    /// <summary>A request was refused because the GPU has to be reset first.</summary>
    public static LogSign ResetRequired { get; } = new("NV_ERR_RESET_REQUIRED")
    {
        Origin = SignOrigin.Kernel,
        Samples = ["NVRM: nvAssertOkFailedNoLog: Assertion failed: Reset required [NV_ERR_RESET_REQUIRED] (0x00000062) returned from status @ kernel_channel.c:2874"],
    };

    /// <summary>The container library passes on that NVML asks for a reset.</summary>
    public static LogSign ResetRequiredInContainer { get; } = new("nvml error: gpu requires reset")
    {
        Samples = ["nvidia-container-cli: initialization error: nvml error: gpu requires reset: unknown"],
    };

    /// <summary>The line of `nvidia-smi -q` that asks for a reset.</summary>
    public static LogSign ResetField { get; } = new("Reset Required", @"^\s*(?:GPU )?Reset Required\s*: ?Yes")
    {
        Samples = ["        Reset Required                    : Yes"],
    };

    /// <summary>The driver or nvidia-smi says that a GPU was reset.</summary>
    public static LogSign WasReset { get; } = new("was successfully reset", @"GPU (?<gpu>[0-9A-Fa-f:.]+) was successfully reset")
    {
        Samples = ["GPU 00000000:52:00.0 was successfully reset."],
    };

    /// <summary>An auxiliary power plug is missing.</summary>
    public static LogSign PowerCables { get; } = new("does not have the necessary power cables", @"(?:GPU (?<gpu>[0-9a-fA-F:.]+): )?GPU does not have the necessary power cables connected")
    {
        Origin = SignOrigin.Kernel,
        Samples = ["NVRM: GPU 0000:01:00.0: GPU does not have the necessary power cables connected."],
    };

    /// <summary>nvidia-smi found the InfoROM damaged.</summary>
    public static LogSign Inforom { get; } = new("nfoROM is corrupted at", @"infoROM is corrupted at gpu (?<gpu>[0-9A-Fa-f:.]+)")
    {
        Samples = ["WARNING: infoROM is corrupted at gpu 0000:3B:00.0"],
    };

    /// <summary>The persistence daemon, or another client of libnvidia-cfg, found no device nodes.</summary>
    public static LogSign QueryDevicesFailed { get; } = new("Failed to query NVIDIA devices")
    {
        Samples = ["nvidia-persistenced: Failed to query NVIDIA devices. Please ensure that the NVIDIA device files (/dev/nvidia*) exist, and that user 0 has read and write permissions for those files."],
    };

    /// <summary>A unit was skipped because the device nodes were not there yet.</summary>
    public static LogSign NodesNotThere { get; } = new("/dev/nvidia", @"Condition(?:PathExists|PathExistsGlob)=/dev/nvidia\S* was not met|unmet condition check \(?ConditionPathExists(?:Glob)?=/dev/nvidia")
    {
        Samples = ["systemd[1]: nvidia-persistenced.service - NVIDIA Persistence Daemon skipped, unmet condition check ConditionPathExistsGlob=/dev/nvidia*"],
    };

    /// <summary>An engine that knows the nodes by name did not find one.</summary>
    public static LogSign NodeNotThereForContainer { get; } = new("adding custom device", @"error gathering device information while adding custom device [\\""']*(?<node>/dev/nvidia[\w-]*)[\\""']*: .*no such file or directory")
    {
        Samples = ["docker: Error response from daemon: error gathering device information while adding custom device \"/dev/nvidia-uvm\": no such file or directory."],
    };

    /// <summary>A container that the engine starts by itself when the machine starts.</summary>
    public static LogSign StartsWithMachine { get; } = new("restart", @"(?:--restart[ =]|\brestart: ?[""']?)(?:always|unless-stopped)|""RestartPolicy"": ?\{""Name"": ?""(?:always|unless-stopped)")
    {
        Samples = ["docker run -d --restart always app", "    restart: unless-stopped"],
    };

    /// <summary>The machine was started anew.</summary>
    public static LogSign MachineStarted { get; } = new("boot", @"(?i)\b(?:re|after |at |on )boot(?:s|ed|ing)?\b") { Samples = ["after a reboot", "it fails at boot"] };

    /// <summary>Somebody tells that a service and the nodes race.</summary>
    public static LogSign NodesRace { get; } = new("/dev/nvidia", @"(?i)(?=.*(?:persistenced|powerd|cdi-refresh|docker|containerd|kubelet|podman|\bservice\b)).*(?:/dev/nvidia.*\b(?:races?|racing|do(?:es)? not exist yet|don't exist yet|not yet (?:created|there|exist)|created too late)\b|\bbefore (?:the )?[`'""]?/dev/nvidia\S* (?:nodes? |devices? |files? )?(?:exists?|(?:is|are|was|were) (?:created|there|made)|appears?)\b)")
    {
        Samples = ["nvidia-persistenced.service starts before /dev/nvidia0 exists", "docker.service comes up while the /dev/nvidia* nodes do not exist yet"],
    };

    /// <summary>All signs of this class.</summary>
    public static ImmutableArray<LogSign> All { get; } =
    [
        Loading, ApiMismatch, NvmlInit, SmiNoDriver, NvmlDriverNotLoaded, NoDevices, NoHandle, RmInitFailed, RmInitNode, GfwBoot, GfwBootWait, Wpr2Up,
        ResetRequired, ResetRequiredInContainer, ResetField, WasReset, PowerCables, Inforom, QueryDevicesFailed, NodesNotThere, NodeNotThereForContainer, StartsWithMachine, MachineStarted, NodesRace, .. XidSigns.All, .. MemorySigns.All,
    ];
}
