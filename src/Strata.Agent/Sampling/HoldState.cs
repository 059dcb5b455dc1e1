using System.Collections.Immutable;

namespace Strata.Agent.Sampling;

/// <summary>What the agent keeps open and what it has let go of.</summary>
/// <param name="IsHeld">True while it holds a GPU open, so that the driver stays initialised.</param>
/// <param name="Released">Places on the bus of the GPUs that were released and that nothing of the agent has open any more.</param>
internal sealed record HoldState(bool IsHeld, ImmutableArray<string> Released);
