namespace Strata.EndToEnd.Tests;

/// <summary>Small inputs with a known answer.</summary>
internal static class Samples
{
    /// <summary>The loaded module is older than the library: a fault of every driver update without a reboot.</summary>
    public const string LibraryMismatch = """
        $ nvidia-smi
        Failed to initialize NVML: Driver/library version mismatch
        NVML library version: 535.183
        $ dmesg | tail
        [ 4123.456789] NVRM: API mismatch: the client has the version 535.183.01, but
                       NVRM: this kernel module has the version 535.161.08.  Please
                       NVRM: make sure that this kernel module and all NVIDIA driver
                       NVRM: components have the same version.
        """;
}
