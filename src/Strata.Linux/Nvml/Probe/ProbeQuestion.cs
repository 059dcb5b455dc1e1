using Strata.Layers.Bus;

namespace Strata.Linux.Nvml.Probe;

/// <summary>A question to the probe.</summary>
/// <param name="Id">Number that the reply carries.</param>
/// <param name="Ask">What is asked.</param>
/// <param name="Gpu">Number of the GPU that it concerns, as whoever asks counts them.</param>
internal sealed record ProbeQuestion(int Id, ProbeAsk Ask, int Gpu)
{
    /// <summary>Where the GPU is found whose handle shall be taken; null to find it by <see cref="Index"/>.</summary>
    public PciAddress? Address { get; init; }

    /// <summary>Index in the order of the driver of the GPU whose handle shall be taken.</summary>
    public int Index { get; init; }
}
