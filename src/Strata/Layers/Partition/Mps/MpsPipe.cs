using System.Collections.Immutable;
using Strata.Machine;

namespace Strata.Layers.Partition.Mps;

/// <summary>A pipe directory of an MPS control daemon.</summary>
/// <param name="Directory">Path.</param>
/// <param name="Control">Kind and mode of the socket <c>control</c>.</param>
/// <param name="Status">Kind and mode of the directory itself.</param>
/// <param name="Source">Where it was seen.</param>
public sealed record MpsPipe(string Directory, FileStatus Control, FileStatus Status, Source Source)
{
    /// <summary>True when a process runs whose id the daemon wrote, or a control daemon was seen by name.</summary>
    public bool Runs { get; init; }

    /// <summary>Directories on the way that users other than their owner cannot pass, with their mode.</summary>
    public ImmutableArray<string> Closed { get; init; } = [];

    /// <summary>True when every local user reaches the daemon.</summary>
    public bool IsOpenToAll => Closed.IsEmpty && (Status.Mode & 1) != 0 && (Control.Mode & 2) != 0;
}
