using System.Collections.Immutable;

namespace Strata.Sampling;

/// <summary>What was seen of a GPU over the last minutes, where one sample says little.</summary>
/// <param name="Uuid">Which GPU.</param>
/// <param name="Span">Time between the first and the last sample.</param>
/// <param name="Samples">Samples in this time.</param>
/// <param name="BusySamples">Samples in which it worked.</param>
public sealed record GpuTrend(string Uuid, TimeSpan Span, int Samples, int BusySamples)
{
    /// <summary>In how many busy samples each reason held the clocks back; only reasons that did.</summary>
    public ImmutableSortedDictionary<ClockReasons, int> Held { get; init; } = ImmutableSortedDictionary<ClockReasons, int>.Empty;

    /// <summary>Samples in which heat or the hardware held the clocks back and nothing told whether the GPU worked.</summary>
    public int UnjudgedHeld { get; init; }

    /// <summary>Highest generation of the PCIe link in a busy sample; null where none was told.</summary>
    public int? BestBusyGeneration { get; init; }

    /// <summary>Most lanes of the PCIe link in any sample; null where none was told.</summary>
    public int? BestWidth { get; init; }

    /// <summary>Part of the busy samples in which the reason held the clocks back, 0 to 1.</summary>
    public double PartHeld(ClockReasons reason) => BusySamples == 0 ? 0 : (double)Held.GetValueOrDefault(reason) / BusySamples;

    /// <summary>About how long the reason held the clocks back while the GPU was busy.</summary>
    public TimeSpan TimeHeld(ClockReasons reason) => Samples < 2 ? TimeSpan.Zero : Span / (Samples - 1) * Held.GetValueOrDefault(reason);
}
