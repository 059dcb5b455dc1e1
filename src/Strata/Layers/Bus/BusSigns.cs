using System.Collections.Immutable;
using Strata.Judging;

namespace Strata.Layers.Bus;

/// <summary>Traces in logs that more than one rule or collector of this layer and of higher ones reads.</summary>
public static class BusSigns
{
    /// <summary>All signs of this class.</summary>
    public static ImmutableArray<LogSign> All { get; } = [];
}
