using Strata.Layers.Bus;
using Strata.Layers.Kernel;
using Strata.Machine;

namespace Strata.Layers.Driver;

/// <summary>How NVML or nvidia-smi answered.</summary>
/// <param name="Code">NVML return code; 0 is success (source: nvml.h).</param>
/// <param name="DriverVersion">Driver version that it reports.</param>
/// <param name="LibraryVersion">Version of the library itself, where printed.</param>
/// <param name="CudaVersion">Highest CUDA version of the driver.</param>
/// <param name="Text">The line that says it.</param>
public sealed record NvmlAnswer(int Code, DriverVersion? DriverVersion, DriverVersion? LibraryVersion, string? CudaVersion, string Text)
{
    /// <summary>True when NVML works.</summary>
    public bool Works => Code == 0;
}

/// <summary>One refusal of NVML.</summary>
/// <param name="Code">NVML return code.</param>
/// <param name="Gpu">The GPU it concerns; null for the library as a whole.</param>
/// <param name="Source">The line that says it.</param>
public sealed record NvmlFailure(int Code, PciAddress? Gpu, Source Source);

/// <summary>Return codes of NVML (source: nvml.h).</summary>
public static class NvmlCode
{
    /// <summary>Success.</summary>
    public const int Success = 0;

    /// <summary>The library was not started, or was shut down.</summary>
    public const int Uninitialized = 1;

    /// <summary>The GPU, or its mode, does not have this.</summary>
    public const int NotSupported = 3;

    /// <summary>The caller may not do this.</summary>
    public const int NoPermission = 4;

    /// <summary>Nothing found; nvidia-smi prints that no devices were found.</summary>
    public const int NotFound = 6;

    /// <summary>The buffer is too small.</summary>
    public const int InsufficientSize = 7;

    /// <summary>A power plug of the board is missing.</summary>
    public const int InsufficientPower = 8;

    /// <summary>The kernel module is not loaded.</summary>
    public const int DriverNotLoaded = 9;

    /// <summary>A time limit was exceeded.</summary>
    public const int Timeout = 10;

    /// <summary>Interrupts of a GPU do not arrive.</summary>
    public const int IrqIssue = 11;

    /// <summary>libnvidia-ml was not found.</summary>
    public const int LibraryNotFound = 12;

    /// <summary>The library of this driver does not have the function.</summary>
    public const int FunctionNotFound = 13;

    /// <summary>The InfoROM is corrupted.</summary>
    public const int CorruptedInforom = 14;

    /// <summary>The GPU no longer answers on the bus.</summary>
    public const int GpuIsLost = 15;

    /// <summary>The GPU needs a reset.</summary>
    public const int ResetRequired = 16;

    /// <summary>The operating system or a control group refuses the device.</summary>
    public const int OperatingSystem = 17;

    /// <summary>Library and module have different versions.</summary>
    public const int VersionMismatch = 18;

    /// <summary>In use by another client.</summary>
    public const int InUse = 19;

    /// <summary>The system is not in the ready state.</summary>
    public const int NotReady = 27;

    /// <summary>No GPU was found.</summary>
    public const int GpuNotFound = 28;

    /// <summary>Unknown.</summary>
    public const int Unknown = 999;
}
