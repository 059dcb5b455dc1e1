namespace Strata.Metrics;

/// <summary>A metric under its name in OpenTelemetry's semantic conventions for hardware.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it counts.</param>
/// <param name="Unit">Unit in the notation of UCUM.</param>
/// <param name="Help">One sentence.</param>
/// <param name="Read">The series of a sample; the labels are attributes.</param>
/// <param name="Replaces">Rows of the metric table that say the same.</param>
public sealed record HardwareMetric(string Name, HardwareMetricKind Kind, string Unit, string Help, Func<HostSample, IEnumerable<Series>> Read, params string[] Replaces);
