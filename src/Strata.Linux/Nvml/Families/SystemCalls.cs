using Strata.Linux.Nvml.Shapes;

namespace Strata.Linux.Nvml.Families;

/// <summary>Starting, ending and what the whole system tells.</summary>
internal static class SystemCalls
{
    /// <summary>Start without failing where there is no GPU.</summary>
    public const nint NoGpus = 1;

    /// <summary>Start without attaching to GPUs, so that none is woken.</summary>
    public const nint NoAttach = 2;

    public static readonly Order Init = new("nvmlInit_v2", 340);
    public static readonly Order InitWithFlags = new("nvmlInitWithFlags", 390);
    public static readonly Order Shutdown = new("nvmlShutdown", 340);

    public static readonly SystemText DriverVersion = new("nvmlSystemGetDriverVersion", 340);
    public static readonly SystemText NvmlVersion = new("nvmlSystemGetNVMLVersion", 340);

    // The suffixed form asks libcuda, which a container with the tools only does not have.
    public static readonly SystemGetter<int> CudaDriverVersion = new("nvmlSystemGetCudaDriverVersion", 390);
}
