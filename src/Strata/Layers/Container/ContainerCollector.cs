using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Container;

/// <summary>Reads the container layer.</summary>
public static class ContainerCollector
{
    /// <summary>Collects the facts.</summary>
    public static ContainerFacts Collect(IMachine machine, LogFacts log) => new();
}
