using System.Collections.Immutable;
using Strata.Layers.Kernel;

namespace Strata.Layers.Workload;

/// <summary>Which driver a CUDA release needs. Two questions: to run at all, and to have everything of the release.</summary>
public static class CudaReleases
{
    // Driver bundled with each release, needed for its PTX and its newest functions (CUDA release notes).
    private static readonly ImmutableArray<(Version Cuda, string Driver)> Bundled =
    [
        (new Version(11, 0), "450.51.06"), (new Version(11, 1), "455.32.00"), (new Version(11, 2), "460.32.03"), (new Version(11, 3), "465.19.01"),
        (new Version(11, 4), "470.82.01"), (new Version(11, 5), "495.29.05"), (new Version(11, 6), "510.47.03"), (new Version(11, 7), "515.65.01"),
        (new Version(11, 8), "520.61.05"), (new Version(12, 0), "525.60.13"), (new Version(12, 1), "530.30.02"), (new Version(12, 2), "535.54.03"),
        (new Version(12, 3), "545.23.06"), (new Version(12, 4), "550.54.14"), (new Version(12, 5), "555.42.02"), (new Version(12, 6), "560.28.03"),
        (new Version(12, 8), "570.26"), (new Version(12, 9), "575.51.03"), (new Version(13, 0), "580.65.06"), (new Version(13, 1), "590.44.01"),
    ];

    // Oldest driver that runs any program of a major release (CUDA compatibility guide).
    private static readonly ImmutableArray<(int Major, string Driver)> Minimum = [(11, "450.80.02"), (12, "525.60.13"), (13, "580.65.06")];

    /// <summary>The driver that has everything of a release, or null when the release is not in the table.</summary>
    public static DriverVersion? DriverFor(Version cuda)
    {
        var row = Bundled.FirstOrDefault(candidate => candidate.Cuda >= cuda);
        return DriverVersion.Parse(row.Driver);
    }

    /// <summary>The oldest driver that runs programs of a major release, or null when it is not in the table.</summary>
    public static DriverVersion? MinimumFor(int major) => DriverVersion.Parse(Minimum.FirstOrDefault(candidate => candidate.Major == major).Driver);
}
