using System.Collections.Immutable;

namespace Strata.Metrics;

/// <summary>One value with the labels that tell it from the others of its metric.</summary>
/// <param name="Labels">Names and values, in the order of printing.</param>
/// <param name="Value">The value.</param>
public readonly record struct Series(ImmutableArray<(string Name, string Value)> Labels, double Value);
