using System.Collections.Immutable;
using Strata.Judging;
using Strata.Sampling;

namespace Strata.Metrics;

/// <summary>
/// What has a name in OpenTelemetry's semantic conventions for hardware (source: their pages on GPUs and on common hardware
/// metrics, status Development). The rest is pushed under the names of the metric table.
/// </summary>
public static class HardwareMetrics
{
    /// <summary>The table.</summary>
    public static ImmutableArray<HardwareMetric> Table { get; } =
    [
        Of("hw.gpu.utilization", HardwareMetricKind.Gauge, "1", "Part of the time in which the GPU worked.",
            gpu => [("hw.gpu.task", "general", gpu.Sample?.Utilization), ("hw.gpu.task", "encoder", gpu.Sample?.EncoderUtilization), ("hw.gpu.task", "decoder", gpu.Sample?.DecoderUtilization)],
            "strata_gpu_utilization_ratio", "strata_gpu_encoder_utilization_ratio", "strata_gpu_decoder_utilization_ratio"),
        Of("hw.gpu.memory.limit", HardwareMetricKind.UpDownCounter, "By", "Memory of the GPU.", gpu => One(gpu.Sample?.MemoryTotalBytes), "strata_gpu_memory_size_bytes"),
        Of("hw.gpu.memory.usage", HardwareMetricKind.UpDownCounter, "By", "Memory in use.", gpu => One(gpu.Sample?.MemoryUsedBytes), "strata_gpu_memory_used_bytes"),
        Of("hw.gpu.memory.utilization", HardwareMetricKind.Gauge, "1", "Part of the memory that is in use.", gpu => One(gpu.Sample?.MemoryUsedBytes / gpu.Sample?.MemoryTotalBytes)),
        Of("hw.gpu.io", HardwareMetricKind.Counter, "By", "Bytes over PCIe.",
            gpu => [("network.io.direction", "transmit", gpu.Sample?.Pcie.SentBytes), ("network.io.direction", "receive", gpu.Sample?.Pcie.ReceivedBytes)],
            "strata_gpu_pcie_sent_bytes_total", "strata_gpu_pcie_received_bytes_total"),
        Of("hw.energy", HardwareMetricKind.Counter, "J", "Energy since the driver was loaded.", gpu => One(gpu.Sample?.EnergyJoules), "strata_gpu_energy_joules_total"),
        Of("hw.power", HardwareMetricKind.Gauge, "W", "Power that the board draws.", gpu => One(gpu.Sample?.PowerWatts), "strata_gpu_power_watts"),
        Of("hw.temperature", HardwareMetricKind.Gauge, "Cel", "Temperature.",
            gpu => [("hw.sensor_location", "gpu", gpu.Sample?.Celsius), ("hw.sensor_location", "memory", gpu.Sample?.MemoryCelsius)],
            "strata_gpu_temperature_celsius", "strata_gpu_memory_temperature_celsius"),
        Of("hw.errors", HardwareMetricKind.Counter, "{error}", "Errors of the GPU since the driver was loaded.",
            gpu => [("error.type", "memory_corrected", gpu.Sample?.MemoryHealth.CorrectedVolatile), ("error.type", "memory_uncorrected", gpu.Sample?.MemoryHealth.UncorrectedVolatile),
                ("error.type", "pcie_correctable", gpu.Sample?.Pcie.Correctable), ("error.type", "pcie_fatal", gpu.Sample?.Pcie.Fatal), ("error.type", "pcie_non_fatal", gpu.Sample?.Pcie.NonFatal)],
            "strata_gpu_pcie_errors_total"),
        Of("hw.status", HardwareMetricKind.UpDownCounter, "1", "1 for the state of the GPU, 0 for the others.",
            gpu => GpuStanding.Of(gpu) switch
            {
                Status.Ok => [("hw.state", "ok", 1), ("hw.state", "failed", 0)],
                Status.Fault => [("hw.state", "ok", 0), ("hw.state", "failed", 1)],
                _ => [],
            }),
    ];

    /// <summary>The rows of the metric table that have no name in the conventions.</summary>
    public static IEnumerable<Metric> Others
    {
        get
        {
            var replaced = Table.SelectMany(metric => metric.Replaces).ToHashSet(StringComparer.Ordinal);
            return StrataMetrics.Table.Where(metric => !replaced.Contains(metric.Name));
        }
    }

    private static HardwareMetric Of(string name, HardwareMetricKind kind, string unit, string help, Func<GpuStatus, IEnumerable<(string Attribute, string Value, double? Number)>> read, params string[] replaces) =>
        new(name, kind, unit, help, host => host.Gpus.Where(gpu => gpu.Identity is not null).SelectMany(gpu => Series(host, gpu, read(gpu))), replaces);

    private static IEnumerable<Series> Series(HostSample host, GpuStatus gpu, IEnumerable<(string Attribute, string Value, double? Number)> told)
    {
        foreach (var (attribute, value, number) in told)
        {
            if (number is { } known)
            {
                yield return new Series(attribute.Length == 0 ? [.. Attributes(host, gpu)] : [.. Attributes(host, gpu), (attribute, value)], known);
            }
        }
    }

    private static IEnumerable<(string, string, double?)> One(double? value) => [("", "", value)];

    private static IEnumerable<(string Name, string Value)> Attributes(HostSample host, GpuStatus gpu) => new (string Name, string? Value)[]
    {
        ("hw.id", gpu.Identity?.Uuid), ("hw.type", "gpu"), ("hw.vendor", "NVIDIA"), ("hw.name", "GPU " + Rows.Text(gpu.Index)), ("hw.model", gpu.Identity?.Name),
        ("hw.driver_version", host.Driver?.Version), ("hw.firmware_version", gpu.Identity?.Vbios),
    }.Where(attribute => !string.IsNullOrEmpty(attribute.Value)).Select(attribute => (attribute.Name, attribute.Value!));
}
