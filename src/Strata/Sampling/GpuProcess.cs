namespace Strata.Sampling;

/// <summary>A process that holds a GPU.</summary>
/// <param name="Process">Its number.</param>
/// <param name="Kind">What it does there: <c>compute</c>, <c>graphics</c> or <c>mps</c>.</param>
/// <param name="MemoryBytes">Memory that it holds; null where the driver does not tell.</param>
/// <param name="GpuInstance">GPU instance of MIG.</param>
/// <param name="ComputeInstance">Compute instance of MIG.</param>
public sealed record GpuProcess(int Process, string Kind, double? MemoryBytes, int? GpuInstance, int? ComputeInstance);
