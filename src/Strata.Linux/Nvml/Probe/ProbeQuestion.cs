namespace Strata.Linux.Nvml.Probe;

/// <summary>A question to the probe.</summary>
/// <param name="Id">Number that the reply carries.</param>
/// <param name="Ask">What is asked.</param>
/// <param name="Gpu">Index of the GPU that it concerns.</param>
internal sealed record ProbeQuestion(int Id, ProbeAsk Ask, int Gpu);
