using Strata.Layers.Bus;

namespace Strata.Metrics;

/// <summary>How often a GPU reported an Xid.</summary>
/// <param name="Address">The GPU.</param>
/// <param name="Code">The Xid.</param>
/// <param name="Count">How often.</param>
/// <param name="LastAt">When last.</param>
public sealed record XidCount(PciAddress Address, int Code, long Count, DateTimeOffset LastAt);
