namespace Strata.Metrics;

/// <summary>How the probes fare that call the driver's library.</summary>
public sealed record ProbeHealth
{
    /// <summary>Calls into the library.</summary>
    public long Calls { get; init; }

    /// <summary>Seconds spent in them.</summary>
    public double Seconds { get; init; }

    /// <summary>Probes that hang now.</summary>
    public int Hanging { get; init; }

    /// <summary>Probes that were left behind since the start.</summary>
    public int Abandoned { get; init; }

    /// <summary>Probes that crashed since the start.</summary>
    public int Crashes { get; init; }

    /// <summary>Starts of the library that worked.</summary>
    public int Generation { get; init; }
}
