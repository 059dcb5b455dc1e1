using System.Collections.Immutable;
using Strata.Sampling;

namespace Strata.Rendering;

/// <summary>The GPUs of a host as <c>strata.gpus/1</c> tells them.</summary>
/// <param name="Driver">The driver; null while it does not answer.</param>
/// <param name="Gpus">The GPUs with their last answers.</param>
/// <param name="TakenAt">When the list was made; null where it does not say.</param>
/// <param name="Host">Name of the host; null where it does not say.</param>
/// <param name="IsDemo">True when the GPUs are those of the lab's fake library.</param>
/// <param name="Interval">Time between two samples; null where it does not say.</param>
public sealed record GpuList(DriverIdentity? Driver, ImmutableArray<GpuStatus> Gpus, DateTimeOffset? TakenAt = null, string? Host = null, bool IsDemo = false, TimeSpan? Interval = null);
