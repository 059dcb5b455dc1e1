using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Workload;

/// <summary>Reads the workload layer.</summary>
public static class WorkloadCollector
{
    /// <summary>Collects the facts.</summary>
    public static WorkloadFacts Collect(IMachine machine, LogFacts log) => new();
}
