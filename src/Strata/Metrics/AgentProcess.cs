namespace Strata.Metrics;

/// <summary>What the agent itself costs, without its probes.</summary>
/// <param name="StartedAt">When it started.</param>
/// <param name="Processor">Processor time since then.</param>
/// <param name="ResidentBytes">Memory that it has in RAM.</param>
/// <param name="AllocatedBytes">Managed memory that it allocated since it started, given back or not.</param>
public sealed record AgentProcess(DateTimeOffset StartedAt, TimeSpan Processor, long ResidentBytes, long AllocatedBytes);
