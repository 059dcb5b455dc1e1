using System.Collections.Immutable;

namespace Strata.Machine;

/// <summary>Every question that was asked of a machine, in order, with its answer.</summary>
/// <param name="Origin">What was read.</param>
/// <param name="Items">Questions and answers.</param>
public sealed record CapturedMachine(Origin Origin, ImmutableArray<Captured> Items);
