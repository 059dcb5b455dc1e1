using System.Collections.Immutable;
using Strata.Machine;
using Strata.Sampling;

namespace Strata.Layers.Bus;

/// <summary>
/// The links as the driver's library told them over the last minutes: an idle GPU runs its link slowly on purpose, so the best
/// that was seen under load counts.
/// </summary>
internal static class LibraryLinks
{
    private const string Name = "libnvidia-ml.so.1";

    /// <summary>The links of the GPUs that answered.</summary>
    public static Reading<ImmutableArray<SmiLink>> Of(GpuAnswers answers) => answers.Driver is null
        ? Reading.Unreadable<ImmutableArray<SmiLink>>("the driver does not answer", new Source(Name))
        : Reading.Known<ImmutableArray<SmiLink>>([.. answers.Gpus.Where(gpu => gpu is { Identity: not null, Sample: not null }).Select(gpu => Of(gpu, answers.TrendOf(gpu)))], new Source(Name));

    private static SmiLink Of(GpuStatus gpu, GpuTrend? trend)
    {
        var width = trend?.BestWidth ?? gpu.Sample!.Pcie.Width;
        var generation = trend?.BestBusyGeneration;
        var most = gpu.Identity!.MaximumLinkGeneration;
        var says = generation is null ? $"GPU {gpu.Index}: x{width}" : $"GPU {gpu.Index}: x{width}, gen{generation} at best in {trend!.BusySamples} samples under load";
        return new SmiLink(gpu.Identity.Address, new Source(Name, null, says))
        {
            Width = width, MostWidth = gpu.Identity.MaximumLinkWidth, Generation = generation, MostGeneration = most, DeviceGeneration = most,
            PerformanceState = gpu.Sample!.PerformanceState, WasUnderLoad = generation is not null,
        };
    }
}
