namespace Strata.Layers.Partition.Mps;

/// <summary>A running process of MPS.</summary>
/// <param name="Pid">Process.</param>
/// <param name="PipeDirectory">Pipe directory, told by the files that it has open; null where only root may see them.</param>
/// <param name="LogDirectory">Log directory, told the same way.</param>
public sealed record MpsDaemon(int Pid, string? PipeDirectory, string? LogDirectory);
