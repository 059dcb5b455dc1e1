using System.Collections.Immutable;
using Strata.Sampling;

namespace Strata.Agent.History;

/// <summary>What an earlier run of the agent left, as far as it can be read.</summary>
/// <param name="NewestId">The highest id that was given; 0 for none.</param>
/// <param name="Newest">The newest events, oldest first.</param>
/// <param name="Xids">Every Xid of this boot, oldest first.</param>
/// <param name="OpenFindings">Events of the findings that were there at its end.</param>
/// <param name="KernelSequence">The last record of the kernel that it read in this boot; null for none.</param>
internal sealed record StoredPast(
    long NewestId, ImmutableArray<HostEvent> Newest, ImmutableArray<HostEvent> Xids, ImmutableArray<HostEvent> OpenFindings, long? KernelSequence)
{
    /// <summary>No past at all.</summary>
    public static StoredPast None { get; } = new(0, [], [], [], null);
}
