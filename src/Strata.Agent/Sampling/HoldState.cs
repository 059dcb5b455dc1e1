using System.Collections.Immutable;

namespace Strata.Agent.Sampling;

/// <summary>What the agent keeps open and what it has let go of.</summary>
/// <param name="IsHeld">True while it holds a GPU open, so that the driver stays initialised.</param>
/// <param name="Released">UUIDs of the GPUs that it let go of on request and that no process of it has open any more; places on the bus of those whose UUID was never told.</param>
/// <param name="StillHeld">The GPUs of the order to release that a call which hangs still has open; they are let go of when it comes back.</param>
internal sealed record HoldState(bool IsHeld, ImmutableArray<string> Released, ImmutableArray<string> StillHeld);
