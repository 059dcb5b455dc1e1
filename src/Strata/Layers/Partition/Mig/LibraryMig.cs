using System.Collections.Immutable;
using Strata.Machine;
using Strata.Sampling;

namespace Strata.Layers.Partition.Mig;

/// <summary>The MIG devices as the driver's library told them.</summary>
internal static class LibraryMig
{
    private const string Name = "libnvidia-ml.so.1";

    /// <summary>The GPUs with their MIG devices; unreadable as long as the details of a GPU were not told.</summary>
    public static Reading<ImmutableArray<MigGpu>> Of(GpuAnswers answers) =>
        answers.Driver is null || answers.Gpus.IsEmpty || answers.Gpus.Any(gpu => gpu.Identity is null || gpu.Detail is null)
            ? Reading.Unreadable<ImmutableArray<MigGpu>>("not all GPUs told their MIG devices", new Source(Name))
            : Reading.Known<ImmutableArray<MigGpu>>([.. answers.Gpus.Select(Of)], new Source(Name));

    private static MigGpu Of(GpuStatus gpu) => new(
        gpu.Index, gpu.Identity!.Uuid, [.. gpu.Detail!.MigDevices.Select(device => device.Profile ?? "unknown")],
        new Source(Name, null, $"GPU {gpu.Index}: {gpu.Detail.MigDevices.Length} MIG devices"));
}
