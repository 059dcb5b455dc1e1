using System.Collections.Immutable;
using Strata.Judging;

namespace Strata.Layers.Driver;

/// <summary>Traces in logs that more than one rule or collector of this layer and of higher ones reads.</summary>
public static class DriverSigns
{
    /// <summary>All signs of this class.</summary>
    public static ImmutableArray<LogSign> All { get; } = [];
}
