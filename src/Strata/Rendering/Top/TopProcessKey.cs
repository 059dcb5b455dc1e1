namespace Strata.Rendering.Top;

/// <summary>A process on a GPU.</summary>
/// <param name="Gpu">What tells the GPU from the others.</param>
/// <param name="Process">Its number.</param>
/// <param name="Kind">What it does there.</param>
/// <param name="Instance">GPU instance of MIG.</param>
public readonly record struct TopProcessKey(string Gpu, int Process, string Kind, int? Instance);
