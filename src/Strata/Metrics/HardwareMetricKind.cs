namespace Strata.Metrics;

/// <summary>What an instrument of OpenTelemetry counts.</summary>
public enum HardwareMetricKind
{
    /// <summary>A value that goes up and down and whose sum over several GPUs means nothing.</summary>
    Gauge,

    /// <summary>A value that only grows until its source starts anew.</summary>
    Counter,

    /// <summary>A value that goes up and down and can be added up.</summary>
    UpDownCounter,
}
