namespace Strata.Metrics;

/// <summary>A row of the metric table.</summary>
/// <param name="Name">Name as it is scraped; a counter ends in <c>_total</c> unless the set that it imitates says otherwise.</param>
/// <param name="Type">Gauge or counter.</param>
/// <param name="Help">One sentence with the unit.</param>
/// <param name="Read">The series of a sample. What the driver did not tell gives none: absent is not zero.</param>
public sealed record Metric(string Name, MetricType Type, string Help, Func<HostSample, IEnumerable<Series>> Read);
