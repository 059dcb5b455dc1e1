namespace Strata.Sampling;

/// <summary>How busy the host is. A null was not told.</summary>
/// <param name="Load">Processes that run or wait, averaged over a minute.</param>
/// <param name="Processors">Processors.</param>
/// <param name="MemoryUsed">Part of the memory that is in use, 0 to 1.</param>
public sealed record HostLoad(double? Load = null, int? Processors = null, double? MemoryUsed = null);
