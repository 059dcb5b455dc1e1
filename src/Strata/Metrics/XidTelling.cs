using Strata.Layers.Bus;

namespace Strata.Metrics;

/// <summary>An Xid as the kernel's log or the driver tells it.</summary>
/// <param name="Gpu">The GPU.</param>
/// <param name="Code">The Xid.</param>
/// <param name="OfKernel">True for a line of the kernel's log, false for an event of the driver.</param>
/// <param name="At">When it happened, in UTC; of a record that waited in the kernel's buffer as far as its clock tells.</param>
/// <param name="Now">When it was told, on a clock that never jumps; null for what an earlier run of the agent stored or the kernel's buffer held before this one.</param>
public readonly record struct XidTelling(PciAddress Gpu, int Code, bool OfKernel, DateTimeOffset At, TimeSpan? Now);
