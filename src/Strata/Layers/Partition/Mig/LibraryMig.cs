using System.Collections.Immutable;
using Strata.Machine;
using Strata.Sampling;

namespace Strata.Layers.Partition.Mig;

/// <summary>The MIG devices as the driver's library told them.</summary>
internal static class LibraryMig
{
    private const string Name = "libnvidia-ml.so.1";

    /// <summary>The GPUs that told their MIG devices; one that is released, sleeps or hangs hides those of no other.</summary>
    public static Reading<ImmutableArray<MigGpu>> Of(GpuAnswers answers)
    {
        ImmutableArray<MigGpu> told = [.. answers.Gpus.Where(gpu => gpu is { Identity: not null, Detail: not null }).Select(Of)];
        return answers.Driver is null || told.IsEmpty
            ? Reading.Unreadable<ImmutableArray<MigGpu>>("no GPU told its MIG devices", new Source(Name))
            : Reading.Known(told, new Source(Name));
    }

    private static MigGpu Of(GpuStatus gpu) => new(
        gpu.Index, gpu.Identity!.Uuid, [.. gpu.Detail!.MigDevices.Select(device => device.Profile ?? "unknown")],
        new Source(Name, null, $"GPU {gpu.Index}: {gpu.Detail.MigDevices.Length} MIG devices"));
}
