namespace Strata.Linux.Nvml.Families;

/// <summary>Processes that hold a GPU. The same name gave three layouts over time; <see cref="ProcessList"/> knows which.</summary>
internal static class ProcessCalls
{
    public static readonly NvmlSymbol[] Compute =
    [
        new("nvmlDeviceGetComputeRunningProcesses_v3", 525), new("nvmlDeviceGetComputeRunningProcesses_v2", 450), new("nvmlDeviceGetComputeRunningProcesses", 340),
    ];

    public static readonly NvmlSymbol[] Graphics =
    [
        new("nvmlDeviceGetGraphicsRunningProcesses_v3", 525), new("nvmlDeviceGetGraphicsRunningProcesses_v2", 450), new("nvmlDeviceGetGraphicsRunningProcesses", 390),
    ];

    public static readonly NvmlSymbol[] Mps =
    [
        new("nvmlDeviceGetMPSComputeRunningProcesses_v3", 525), new("nvmlDeviceGetMPSComputeRunningProcesses_v2", 470), new("nvmlDeviceGetMPSComputeRunningProcesses", 390),
    ];

    public static readonly NvmlSymbol ConfidentialMemory = new("nvmlDeviceGetConfComputeMemSizeInfo", 535);
    public static readonly NvmlSymbol DetailList = new("nvmlDeviceGetRunningProcessDetailList", 535);

    /// <summary>Device, array, its length, time stamp of the last sample that was seen.</summary>
    public static readonly NvmlSymbol Utilization = new("nvmlDeviceGetProcessUtilization", 390);
}
