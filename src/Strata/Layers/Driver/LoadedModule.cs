using System.Collections.Immutable;
using Strata.Machine;

namespace Strata.Layers.Driver;

/// <summary>A loaded kernel module.</summary>
/// <param name="Name">Name as in /proc/modules.</param>
/// <param name="UseCount">Number of users.</param>
/// <param name="UsedBy">Modules that use it.</param>
/// <param name="Source">Where it was read.</param>
public sealed record LoadedModule(string Name, int UseCount, ImmutableArray<string> UsedBy, Source Source)
{
    /// <summary>Taint flags such as <c>POE</c>: P proprietary, O out of tree, E unsigned; empty where not printed.</summary>
    public string Taint { get; init; } = "";
}
