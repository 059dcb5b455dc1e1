namespace Strata.Linux.Nvml;

/// <summary>A process on a device.</summary>
/// <param name="Process">Number of the process in the first name space.</param>
/// <param name="MemoryBytes">Memory of the device that it holds; null where the driver does not tell.</param>
/// <param name="GpuInstance">GPU instance, where the driver tells.</param>
/// <param name="ComputeInstance">Compute instance, where the driver tells.</param>
internal sealed record ProcessEntry(int Process, ulong? MemoryBytes, int? GpuInstance, int? ComputeInstance);
