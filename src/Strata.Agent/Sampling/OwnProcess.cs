using Strata.Metrics;

namespace Strata.Agent.Sampling;

/// <summary>Reads what this process costs.</summary>
internal sealed class OwnProcess(DateTimeOffset startedAt)
{
    public AgentProcess Read() => new(startedAt, Environment.CpuUsage.TotalTime, Environment.WorkingSet, GC.GetTotalAllocatedBytes());
}
