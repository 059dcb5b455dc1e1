using System.Collections.Immutable;
using System.Globalization;
using Strata.Sampling;

namespace Strata.Metrics;

/// <summary>Makes rows whose series belong to GPUs, under the labels of one set.</summary>
internal sealed class Rows(Func<HostSample, GpuStatus, ImmutableArray<(string Name, string Value)>> labels)
{
    /// <summary>A gauge with one series for each GPU that tells it.</summary>
    public Metric Gauge(string name, string help, Func<GpuStatus, double?> read) => new(name, MetricType.Gauge, help, Each(read));

    /// <summary>A counter with one series for each GPU that tells it.</summary>
    public Metric Counter(string name, string help, Func<GpuStatus, double?> read) => new(name, MetricType.Counter, help, Each(read));

    /// <summary>A metric with several series for a GPU, told apart by further labels.</summary>
    public Metric Many(MetricType type, string name, string help, Func<HostSample, GpuStatus, IEnumerable<(ImmutableArray<(string, string)> Labels, double? Value)>> read) =>
        new(name, type, help, host => host.Gpus.SelectMany(gpu => read(host, gpu)
            .Where(series => series.Value is not null)
            .Select(series => new Series([.. labels(host, gpu), .. series.Labels], series.Value ?? 0))));

    /// <summary>The same where the GPU alone tells.</summary>
    public Metric Many(MetricType type, string name, string help, Func<GpuStatus, IEnumerable<(ImmutableArray<(string, string)> Labels, double? Value)>> read) =>
        Many(type, name, help, (_, gpu) => read(gpu));

    /// <summary>The first MIG device of each GPU instance: memory belongs to the instance and its devices share it.</summary>
    public static IEnumerable<MigDevice> GpuInstances(GpuStatus gpu) => gpu.Detail is { } detail ? detail.MigDevices.DistinctBy(mig => mig.GpuInstance) : [];

    /// <summary>1, 0, or nothing where it was not told.</summary>
    public static double? Bit(bool? flag) => flag is { } known ? known ? 1 : 0 : null;

    /// <summary>A number as a label.</summary>
    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The address as NVIDIA's tools print it: <c>00000000:65:00.0</c>; empty where it was not told.</summary>
    public static string BusId(GpuStatus gpu) => gpu.Identity?.Address is { } address ? $"{address.Domain:X8}:{address.Bus:X2}:{address.Device:X2}.{address.Function:X}" : "";

    private Func<HostSample, IEnumerable<Series>> Each(Func<GpuStatus, double?> read) =>
        host => host.Gpus.Where(gpu => gpu.Identity is not null && read(gpu) is not null)
            .Select(gpu => new Series(labels(host, gpu), read(gpu) ?? 0));
}
