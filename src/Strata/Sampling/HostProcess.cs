using System.Collections.Immutable;

namespace Strata.Sampling;

/// <summary>What the host tells of a process. A null was not told.</summary>
public sealed record HostProcess
{
    /// <summary>Name of its user.</summary>
    public string? User { get; init; }

    /// <summary>Its command line.</summary>
    public string? Command { get; init; }

    /// <summary>Processors that it uses, 1 for one of them.</summary>
    public double? Cpu { get; init; }

    /// <summary>Part of the memory of the host, 0 to 1.</summary>
    public double? Memory { get; init; }

    /// <summary>How long it runs.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>Its settings that concern GPUs, as <c>NAME=value</c>; null when they cannot be read.</summary>
    public ImmutableArray<string>? Settings { get; init; }
}
