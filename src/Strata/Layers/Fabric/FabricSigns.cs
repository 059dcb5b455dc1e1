using System.Collections.Immutable;
using Strata.Judging;

namespace Strata.Layers.Fabric;

/// <summary>Traces in logs that more than one rule or collector of this layer and of higher ones reads.</summary>
public static class FabricSigns
{
    /// <summary>CUDA waits for the fabric.</summary>
    public static LogSign SystemNotReady { get; } = new("system not yet initialized", @"(?i)system not yet initialized")
    {
        Samples = ["Error 802: system not yet initialized (Triggered internally at /pytorch/c10/cuda/CUDAFunctions.cpp:109.)", "Couldn't init CUDA: Error (gpu_burn-drv.cpp:304): system not yet initialized"],
    };

    /// <summary>The same by the name of the code.</summary>
    public static LogSign SystemNotReadyName { get; } = new("SYSTEM_NOT_READY", @"CUDA_ERROR_SYSTEM_NOT_READY")
    {
        Samples = ["failed call to cuInit: CUDA_ERROR_SYSTEM_NOT_READY: system not yet initialized"],
    };

    /// <summary>The same by the name of the runtime's code.</summary>
    public static LogSign SystemNotReadyRuntime { get; } = new("cudaErrorSystemNotReady")
    {
        Samples = ["CUDA error at bandwidthTest.cu:256 code=802(cudaErrorSystemNotReady) \"cudaSetDevice(currentDevice)\""],
    };

    /// <summary>The same by its number in words about CUDA.</summary>
    public static LogSign Error802 { get; } = new(" 802", @"(?i)\bCUDA\b.{0,60}\b802\b(?! ?\.)|\b802 system error|\berror(?: code)?:? ?802\b|\bcuInit\(0\)\S* ?(?:->|→|=|returned) ?802")
    {
        Samples = ["CUDA initialization fails with 802 system error"],
    };

    /// <summary>Fabric Manager has another version than the driver; the line may be cut.</summary>
    public static LogSign ManagerMismatch { get; } = new(
        "NVIDIA GPU driver interface version",
        @"fabric ?manager NVIDIA GPU driver interface version (?<manager>\d+\.[\d.]*\d)(?: does ?n['’o]t match(?: with)?(?: the)?(?: driver version (?<driver>\d+\.[\d.]*\d))?| d[\w'’]*(?: match(?: with)?(?: the)? driver version (?<driver>\d+\.[\d.]*\d))?)?")
    {
        Samples =
        [
            "nv-fabricmanager[3228]: fabric manager NVIDIA GPU driver interface version 530.30.02 don't match with driver version 530.41.03. Please update with matching NVIDIA driver package.",
            "Feb 24 09:28:28 host nv-fabricmanager[1507]: fabric manager NVIDIA GPU driver interface version 535.183.01 don't",
        ],
    };

    /// <summary>The kernel's NVSwitch driver refused a client of another version, which is Fabric Manager or a library that came with it.</summary>
    public static LogSign SwitchMismatch { get; } = new("nvidia-nvswitch", @"nvidia-nvswitch[0-9]*: Version mismatch, kernel version (?<driver>[0-9]+\.[0-9.]*[0-9]) user version (?<manager>[0-9]+\.[0-9.]*[0-9])")
    {
        Samples = ["[  212.540118] nvidia-nvswitch: Version mismatch, kernel version 470.57.02 user version 470.42.01"],
    };

    /// <summary>Fabric Manager sees no NVSwitch.</summary>
    public static LogSign NothingToDo { get; } = new("NV_WARN_NOTHING_TO_DO", @"(?:NVSwitch|fabric ?manager).*NV_WARN_NOTHING_TO_DO|failed with error: ?(?:WARNING Nothing to do )?\[?NV_WARN_NOTHING_TO_DO|WARNING Nothing to do \[NV_WARN_NOTHING_TO_DO")
    {
        Samples =
        [
            "nv-fabricmanager[4177]: request to query NVSwitch device information from NVSwitch driver failed with error:WARNING Nothing to do [NV_WARN_NOTHING_TO_DO]",
            "    failed with error: WARNING Nothing to do [NV_WARN_NOTHING_TO_DO]",
        ],
    };

    /// <summary>A monitor found no NVSwitch.</summary>
    public static LogSign NoSwitchSeen { get; } = new("NVSwitch not detected", @"NVSwitch not detected, skipping fabric manager")
    {
        Samples = ["NVSwitch not detected, skipping fabric manager check"],
    };

    /// <summary>A monitor counts GPUs without a fabric as unhealthy.</summary>
    public static LogSign FabricUnsupported { get; } = new("abric state", @"(?i)unhealthy fabric state.*\bstate=Not Supported")
    {
        Samples = ["NVIDIA-A100-PCIe with unhealthy fabric state: GPU GPU-0: state=Not Supported"],
    };

    /// <summary>A monitor says that Fabric Manager does not run.</summary>
    public static LogSign ManagerInactive { get; } = new("abric manager", @"(?i)fabric manager (?:is )?(?:not active|inactive|not running)")
    {
        Samples = ["fabric manager is not active"],
    };

    /// <summary>systemd says that the unit failed.</summary>
    public static LogSign ManagerFailed { get; } = new("fabric", @"(?i)nvidia-fabricmanager\.service: (?:Control process exited, code=\w+,? status=(?<status>\S+)|Main process exited, code=\w+,? status=(?<status>\S+)|Failed with result)|Job for nvidia-fabricmanager\.service failed|Failed to start (?:nvidia-fabricmanager\.service|NVIDIA fabric manager service)")
    {
        Samples = ["systemd[1]: nvidia-fabricmanager.service: Control process exited, code=exited, status=1/FAILURE", "systemd[1]: Failed to start NVIDIA fabric manager service.", "Job for nvidia-fabricmanager.service failed because the control process exited with error code."],
    };

    /// <summary>systemd does not know the unit.</summary>
    public static LogSign ManagerUnknown { get; } = new("nvidia-fabricmanager", @"Unit (?:file )?nvidia-fabricmanager(?:\.service)? (?:could not be found|not found|does not exist)|nvidia-fabricmanager: (?:unrecognized service|command not found)|(?i)nvidia-fabricmanager`?r?\W+is (?:currently )?not installed|lack of nvidia-fabricmanager")
    {
        Samples = ["Unit nvidia-fabricmanager.service could not be found.", "Failed to start nvidia-fabricmanager.service: Unit nvidia-fabricmanager.service not found.", "Failed to enable unit: Unit file nvidia-fabricmanager.service does not exist."],
    };

    /// <summary>Somebody names a machine whose GPUs are joined by switches.</summary>
    public static ImmutableArray<LogSign> SwitchedMachine { get; } =
    [
        new("HGX") { Samples = ["an HGX A100 baseboard"] },
        new("DGX", @"\bDGX[- ]?(?:[ABH][0-9]|2\b)") { Samples = ["DGX A100", "DGX-2"] },
        new("vswitch", @"(?i)\bnvswitch(?:es)?\b") { Samples = ["a server with nvswitch"] },
        new("VSwitch", @"\bNVSwitch(?:es)?\b(?! not detected)") { Samples = ["8 GPUs behind NVSwitches"] },
    ];

    /// <summary>Fabric Manager did its work.</summary>
    public static LogSign ManagerDone { get; } = new("Successfully configured all the available", @"Successfully configured all the available (?:GPUs and )?NVSwitches")
    {
        Samples = ["nv-fabricmanager[2116]: Successfully configured all the available NVSwitches to route GPU NVLink traffic."],
    };

    /// <summary>The start script found no NVLink 5 switch management device.</summary>
    public static LogSign PreNvl5 { get; } = new("Detected Pre-NVL5 system")
    {
        Samples = ["nvidia-fabricmanager-start.sh[5942]: Detected Pre-NVL5 system"],
    };

    /// <summary>The start script needs a kernel module to reach the switches of NVLink 5.</summary>
    public static LogSign PortModuleMissing { get; } = new("fabric manager cannot be started", @"Kernel module ""?(?<module>[\w-]+)""? has not been loaded, fabric manager cannot be started")
    {
        Samples = ["nvidia-fabricmanager-start.sh[1412]: Kernel module \"ib_umad\" has not been loaded, fabric manager cannot be started"],
    };

    /// <summary>What nvidia-imex-ctl says of the whole domain.</summary>
    public static LogSign ImexDomain { get; } = new("Domain State:", @"Domain State: (?<state>UP|DOWN|DEGRADED)\b")
    {
        Samples = ["Domain State: DEGRADED"],
    };

    /// <summary>What nvidia-imex-ctl says of one host.</summary>
    public static LogSign ImexNode { get; } = new("Node #", @"Node #(?<node>\d+)\s+- (?<host>\S+)\s+- (?<state>[A-Z_]+)(?:\s+- Version: (?<version>\d+\.[\d.]*\d))?")
    {
        Samples = ["Node #1   - 192.0.2.11      - UNAVAILABLE", "Node #0   - 192.0.2.10      - READY                - Version: 570.172"],
    };

    /// <summary>systemd says that IMEX failed.</summary>
    public static LogSign ImexFailed { get; } = new("imex", @"nvidia-imex\.service: (?:Control process exited|Main process exited|Failed with result)|Failed to start (?:nvidia-imex\.service|NVIDIA IMEX service)")
    {
        Samples = ["systemd[1]: nvidia-imex.service: Main process exited, code=exited, status=1/FAILURE"],
    };

    /// <summary>A cut-down `nvidia-smi -q` with a GPU that waits.</summary>
    public static LogSign StateWaits { get; } = new("Fabric", @"Fabric\s+State\s*: ?(?<state>In Progress|Not Started)")
    {
        Span = 2,
        Samples = ["    Fabric State                             : In Progress"],
    };

    /// <summary>All signs of this class.</summary>
    public static ImmutableArray<LogSign> All { get; } =
        [SystemNotReady, SystemNotReadyName, SystemNotReadyRuntime, Error802, ManagerMismatch, SwitchMismatch, NothingToDo, NoSwitchSeen, FabricUnsupported, ManagerInactive, ManagerFailed, ManagerUnknown, .. SwitchedMachine, ManagerDone, PreNvl5, PortModuleMissing, ImexDomain, ImexNode, ImexFailed, StateWaits];
}
