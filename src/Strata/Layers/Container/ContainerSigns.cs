using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Userspace;

namespace Strata.Layers.Container;

/// <summary>Traces in logs that more than one rule or collector of this layer and of higher ones reads.</summary>
public static class ContainerSigns
{
    /// <summary>Docker knows nobody who could give a container a GPU.</summary>
    public static LogSign CouldNotSelectDriver { get; } = new(
        "could not select device driver", @"could not select device driver .{0,24}?with capabilities: \[\[?(?<capabilities>[^\]]*)\]")
    {
        Samples =
        [
            "docker: Error response from daemon: could not select device driver \"\" with capabilities: [[gpu]].",
            "docker: Error response from daemon: could not select device driver with capabilities: [[gpu]].",
            "Error response from daemon: could not select device driver \"nvidia\" with capabilities: [[gpu compute utility]]",
            "docker: Error response from daemon: could not select device driver \"cdi\" with capabilities: [].",
            "level=error msg=\"Handler for POST /v1.43/containers/1f/start returned error: could not select device driver \\\"\\\" with capabilities: [[gpu]]\"",
        ],
    };

    /// <summary>Docker was asked for a runtime named nvidia that was never registered with it.</summary>
    public static LogSign UnknownRuntime { get; } = new(" runtime ", @"(?:unknown or invalid runtime name:|Unknown runtime specified) nvidia\b")
    {
        Samples =
        [
            "docker: Error response from daemon: unknown or invalid runtime name: nvidia.",
            "docker: Error response from daemon: Unknown runtime specified nvidia.",
        ],
    };

    /// <summary>The engine is configured for NVIDIA's runtime, but its program is not there.</summary>
    public static LogSign RuntimeProgramMissing { get; } = new(
        "nvidia-container-", @"^(?!.*Failed to run \[).*(?<program>nvidia-container-(?:runtime-hook|runtime|toolkit|cli))[""\\]*: (?:executable file not found|no such file or directory|command not found)")
    {
        Samples =
        [
            "docker: Error response from daemon: OCI runtime create failed: unable to retrieve OCI runtime error: exec: \"nvidia-container-runtime\": executable file not found in $PATH: unknown.",
            "error running hook: fork/exec /usr/bin/nvidia-container-runtime-hook: no such file or directory",
        ],
    };

    /// <summary>The toolkit may not touch the device cgroup: the engine is rootless and the toolkit is set up for a rootful one.</summary>
    public static LogSign CgroupNotPermitted { get; } = new(
        "operation not permitted", @"(?:BPF_CGROUP_DEVICE\) failed|failed to add device rules|devices\.allow): .*operation not permitted")
    {
        Samples =
        [
            "nvidia-container-cli: mount error: failed to add device rules: unable to find any existing device filters attached to the cgroup: bpf_prog_query(BPF_CGROUP_DEVICE) failed: operation not permitted: unknown",
        ],
    };

    /// <summary>NVML starts and then fails at the device: cgroup, SELinux or a lost GPU.</summary>
    public static LogSign NvmlUnknownError { get; } = new("nknown Error", @"(?:NVML: Unknown Error|NVMLError_Unknown|nvml error: unknown error|NVML_ERROR_UNKNOWN)")
    {
        Samples =
        [
            "Failed to initialize NVML: Unknown Error",
            "pynvml.nvml.NVMLError_Unknown: Unknown Error",
        ],
    };

    /// <summary>NVML is kept from the device by the operating system.</summary>
    public static LogSign NvmlAccessBlocked { get; } = new("access blocked by the operating system")
    {
        Samples = ["Failed to initialize NVML: GPU access blocked by the operating system"],
    };

    /// <summary>NVML may not open the device.</summary>
    public static LogSign NvmlNoPermission { get; } = new("nsufficient ", @"(?i)nvml(?: error)?: insufficient permissions")
    {
        Samples = ["Failed to initialize NVML: Insufficient Permissions", "nvidia-container-cli: initialization error: nvml error: insufficient permissions: unknown"],
    };

    /// <summary>A system call on an NVIDIA device answers EPERM, which only the device cgroup gives.</summary>
    public static LogSign DeviceNotPermitted { get; } = new("/dev/nvidia", @"/dev/nvidia\S*.{0,60}(?:EPERM|Operation not permitted)")
    {
        Samples = ["open(\"/dev/nvidiactl\", O_RDWR)          = -1 EPERM (Operation not permitted)"],
    };

    /// <summary>Module and library differ, told by NVML.</summary>
    public static LogSign NvmlMismatch { get; } = new("ibrary version mismatch", @"(?i)driver ?/ ?library version mismatch")
    {
        Samples =
        [
            "Failed to initialize NVML: Driver/library version mismatch",
            "nvidia-container-cli: initialization error: nvml error: driver/library version mismatch: unknown.",
        ],
    };

    /// <summary>A CDI device that no specification defines, as far as the engine sees.</summary>
    public static LogSign CdiUnresolvable { get; } = new("nresolvable CDI device", @"unresolvable CDI devices? (?<devices>[^\s,:]+)")
    {
        Samples =
        [
            "Error: setting up CDI devices: unresolvable CDI devices nvidia.com/gpu=0",
            "docker: Error response from daemon: CDI device injection failed: unresolvable CDI devices nvidia.com/gpu=all.",
            "error modifying OCI spec: failed to inject CDI devices: unresolvable CDI devices runtime.nvidia.com/gpu=all: unknown",
        ],
    };

    /// <summary>What nvidia-ctk lists.</summary>
    public static LogSign CdiListed { get; } = new("CDI devices", @"Found (?<count>[0-9]+) CDI devices")
    {
        Samples = ["INFO[0000] Found 3 CDI devices", "time=\"2024-05-01T10:00:00Z\" level=info msg=\"Found 0 CDI devices\""],
    };

    /// <summary>A line of a shown configuration: no-cgroups is on.</summary>
    public static LogSign NoCgroups { get; } = new("no-cgroups", @"^(?:[^#]*[:\s""'`])?no-cgroups\s*=\s*true")
    {
        Samples = ["no-cgroups = true", "/etc/nvidia-container-runtime/config.toml:no-cgroups = true", "\"no-cgroups = true\" was set for the rootless engine"],
    };

    /// <summary>A version of the toolkit that somebody shows.</summary>
    public static LogSign ToolkitVersion { get; } = new(
        "ontainer", @"(?i)(?:NVIDIA Container Toolkit CLI version |NVIDIA Container Runtime(?: Hook)? version |\b(?:ii|hi)\s+nvidia-container-toolkit(?:-base)?(?::\w+)?\s+|\bnvidia-container-toolkit(?:-base)?-(?=[0-9])|nvidia-container-toolkit/\S+ (?=[0-9])|nvidia-container-toolkit,now |nvidia-container-toolkit is already the newest version \()(?<version>[0-9]+\.[0-9]+\.[0-9]+)")
    {
        Samples =
        [
            "ii  nvidia-container-toolkit                      1.17.3-1                                 amd64        NVIDIA Container toolkit",
            "NVIDIA Container Toolkit CLI version 1.14.3",
            "nvidia-container-toolkit-1.17.8-1.x86_64",
            "nvidia-container-toolkit is already the newest version (1.14.3-1).",
        ],
    };

    /// <summary>The toolkit is shown to be absent.</summary>
    public static ImmutableArray<LogSign> ToolkitAbsent { get; } =
    [
        new("nvidia-ctk: ", @"nvidia-ctk: (?:command )?not found") { Samples = ["bash: nvidia-ctk: command not found"] },
        new("nvidia-container-toolkit", @"(?:Unable to locate package|No match for argument:|no package|Unable to find a match:|No provider of|target not found:|no ebuilds to satisfy) ['""]?(?:[\w-]+/)?nvidia-container-toolkit|nvidia-container-toolkit['""]? (?:\(no such package\)|not found in (?:package names|repository pool))|\bun\s+nvidia-container-toolkit\s+<none>|nvidia-container-toolkit.? (?:is not installed|has no installation candidate)")
        {
            Samples =
            [
                "E: Unable to locate package nvidia-container-toolkit",
                "un  nvidia-container-toolkit  <none>  <none> (no description available)",
                "No provider of 'nvidia-container-toolkit' found.",
                "error: target not found: nvidia-container-toolkit",
                "  nvidia-container-toolkit (no such package):",
                "E: Package 'nvidia-container-toolkit' has no installation candidate",
            ],
        },
    ];

    /// <summary>Somebody installs or configures the toolkit, or shows its configuration.</summary>
    public static ImmutableArray<LogSign> ToolkitAtHand { get; } =
    [
        new("nvidia-container-toolkit", @"install (?:-y )?.*nvidia-container-toolkit|(?:installed|have) (?:the )?.?nvidia-container-toolkit|nvidia-container-toolkit.{0,12} (?:is |are )?(?:already )?installed")
        {
            Samples = ["sudo apt-get update && sudo apt-get install -y nvidia-container-toolkit"],
        },
        new("nvidia-docker2", @"install (?:-y )?.*nvidia-docker2") { Samples = ["sudo apt-get install -y nvidia-docker2"] },
        new("nvidia-ctk ", @"nvidia-ctk (?:runtime|config|cdi)") { Samples = ["sudo nvidia-ctk runtime configure --runtime=docker"] },
        new("nvidia-container-runtime", @"nvidia-container-runtime/config\.toml|""path"": ""\S*nvidia-container-runtime""") { Samples = ["            \"path\": \"nvidia-container-runtime\","] },
    ];

    /// <summary>The toolkit is installed by a command that runs only when the lists of packages could be read.</summary>
    public static LogSign ChainedInstall { get; } = new("nvidia-container-toolkit", @"\bupdate\b.*&&.*\binstall\b.*nvidia-container-toolkit")
    {
        Samples = ["sudo apt-get update && sudo apt-get install -y nvidia-container-toolkit"],
    };

    /// <summary>apt could not read the lists of packages and ended with an error.</summary>
    public static LogSign ListsNotRead { get; } = new("E: ", @"\bE: (?:Failed to fetch|Some index files failed to download|The repository .* (?:is not signed|does(?: not|n't) have a Release file|is no longer signed)|The list of sources could not be read)")
    {
        Samples = ["E: Failed to fetch https://archive.example/dists/focal/InRelease  403  Forbidden", "E: The repository 'https://archive.example focal Release' does not have a Release file."],
    };

    /// <summary>A denial by SELinux; its parts are read by <see cref="SelinuxDenial"/>.</summary>
    public static LogSign Avc { get; } = new("scontext=", @"avc: +denied +\{")
    {
        Samples =
        [
            "type=AVC msg=audit(1661000000.123:456): avc:  denied  { read write } for  pid=2001 comm=\"nvidia-smi\" path=\"/dev/nvidiactl\" dev=\"devtmpfs\" ino=500 scontext=system_u:system_r:container_t:s0:c1,c2 tcontext=system_u:object_r:xserver_misc_device_t:s0 tclass=chr_file permissive=0",
        ],
    };

    /// <summary>A rule of audit2allow: what SELinux refused, said as what a policy would allow.</summary>
    public static LogSign AllowRule { get; } = new("allow ", @"^\s*allow (?<source>\w+_t) (?<target>\w+_t) ?: ?(?<class>\w+) [\w{]")
    {
        Samples = ["allow container_t xserver_misc_device_t:chr_file { getattr ioctl open read write };", "allow xserver_t container_runtime_exec_t:file entrypoint;"],
    };

    /// <summary>The three lines of a setroubleshoot report that name who was refused what.</summary>
    public static LogSign SelinuxReport { get; } = new(
        "Source Context", @"Source Context\s+\S+?:\S+?:(?<source>\w+):.*Target Context\s+\S+?:\S+?:(?<target>\w+):.*Target Objects\s+(?<path>\S+)(?: \[ (?<class>\w+) \])?")
    {
        Span = 3,
        Samples =
        [
            "Source Context                system_u:system_r:container_t:s0:c380,c597 Target Context                system_u:object_r:xserver_misc_device_t:s0 Target Objects                /dev/nvidia0 [ chr_file ]",
        ],
    };

    /// <summary>All signs of this class.</summary>
    public static ImmutableArray<LogSign> All { get; } =
    [
        CouldNotSelectDriver, UnknownRuntime, RuntimeProgramMissing, CgroupNotPermitted, NvmlUnknownError, NvmlNoPermission, NvmlAccessBlocked, DeviceNotPermitted, NvmlMismatch,
        CdiUnresolvable, CdiListed, NoCgroups, ToolkitVersion, .. ToolkitAtHand, .. ToolkitAbsent, ChainedInstall, ListsNotRead, Avc, SelinuxReport, AllowRule, .. EngineCollector.All, .. DaemonMentions.All, .. ContainerMentions.All,
    ];
}
