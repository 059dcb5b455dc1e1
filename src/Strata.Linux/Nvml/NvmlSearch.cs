using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Strata.Linux.Nvml;

/// <summary>Where the driver's tools look for the library: the loader's own search, then the places that it does not know.</summary>
internal static class NvmlSearch
{
    private const string Name = "libnvidia-ml.so.1";

    /// <summary>Names and paths, best first. The environment is not asked: the probe runs without one.</summary>
    public static ImmutableArray<string> Paths { get; } =
    [
        Name,
        $"/usr/lib/{Triplet}/{Name}",
        $"/usr/lib/{Triplet}/nvidia/current/{Name}",
        $"/usr/lib64/{Name}",
        $"/usr/lib/wsl/lib/{Name}",
        $"/usr/local/nvidia/lib64/{Name}",
        $"/run/opengl-driver/lib/{Name}",
        $"/home/kubernetes/bin/nvidia/lib64/{Name}",
        $"/run/nvidia/driver/usr/lib/{Triplet}/{Name}",
    ];

    private static string Triplet => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
}
