namespace Strata.Agent.History;

/// <summary>The store of events cannot be used by this run of the agent, whatever is tried again.</summary>
internal sealed class StoreException(string message) : Exception(message);
