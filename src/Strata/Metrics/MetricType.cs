namespace Strata.Metrics;

/// <summary>What a metric counts.</summary>
public enum MetricType
{
    /// <summary>A value that goes up and down.</summary>
    Gauge,

    /// <summary>A value that only grows until its source starts anew.</summary>
    Counter,
}
