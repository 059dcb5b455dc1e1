using System.Collections.Immutable;

namespace Strata.Sampling;

/// <summary>Where a thread of an abandoned probe hangs.</summary>
/// <param name="Call">The GPU and the call, as the probe named its thread: <c>3:PowerUsage</c>.</param>
/// <param name="State">State letter of the kernel: <c>D</c> waits and cannot be interrupted.</param>
/// <param name="WaitsIn">Function of the kernel that it waits in, where the kernel tells.</param>
/// <param name="Stack">Functions of the kernel below it, where this user may see them.</param>
public sealed record BlockedThread(string Call, char State, string? WaitsIn, ImmutableArray<string> Stack);
