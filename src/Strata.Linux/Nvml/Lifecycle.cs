using Strata.Layers.Driver;

namespace Strata.Linux.Nvml;

/// <summary>Which return codes end the life of handles.</summary>
internal static class Lifecycle
{
    /// <summary>True when the library must be started anew, or a GPU is gone.</summary>
    public static bool IsEnd(int code) =>
        code is NvmlCode.Uninitialized or NvmlCode.DriverNotLoaded or NvmlCode.GpuIsLost or NvmlCode.VersionMismatch or NvmlCode.GpuNotFound;
}
