namespace Strata.Linux.KernelLog;

/// <summary>A record of the kernel's log as it is told to those who follow it.</summary>
/// <param name="Sequence">Number of the record since boot.</param>
/// <param name="IsKernel">True when the kernel itself wrote it; any program may write the others.</param>
/// <param name="Age">How long it waited in the kernel's buffer; null for one that came while the log was followed.</param>
/// <param name="Lines">Its lines as dmesg prints them.</param>
public readonly record struct KernelLine(long Sequence, bool IsKernel, TimeSpan? Age, IReadOnlyList<string> Lines);
