using System.Collections.Immutable;
using System.Net;

namespace Strata.Agent.LocalApi;

/// <summary>What an agent answered to a wish to let go or to hold.</summary>
/// <param name="Status">200 when it was done, 403 when the asker may not, 404 for a GPU that is not known, 503 while the agent ends.</param>
/// <param name="Why">Why it was not done.</param>
/// <param name="IsHeld">True when it holds at least one GPU now.</param>
/// <param name="Released">UUIDs of the GPUs that it let go of on request; places on the bus of those whose UUID was never told.</param>
/// <param name="StillHeld">The GPUs that it was to let go of now and that a call which hangs still has open.</param>
public sealed record HoldAnswer(HttpStatusCode Status, string Why, bool IsHeld, ImmutableArray<string> Released, ImmutableArray<string> StillHeld);
