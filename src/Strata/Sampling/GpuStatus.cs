using System.Collections.Immutable;
using Strata.Layers.Driver;

namespace Strata.Sampling;

/// <summary>What is known of one GPU: the last good answers and how the last question went.</summary>
/// <param name="Index">Index in the order of the driver.</param>
public sealed record GpuStatus(int Index)
{
    /// <summary>What does not change; null until it was told once.</summary>
    public GpuIdentity? Identity { get; init; }

    /// <summary>The last good sample.</summary>
    public GpuSample? Sample { get; init; }

    /// <summary>When the last good sample was taken.</summary>
    public DateTimeOffset? SampledAt { get; init; }

    /// <summary>The last good details.</summary>
    public GpuDetail? Detail { get; init; }

    /// <summary>When the last good details were taken.</summary>
    public DateTimeOffset? DetailedAt { get; init; }

    /// <summary>Return code of the last question; <see cref="NvmlCode.Timeout"/> while a call hangs.</summary>
    public int Code { get; init; } = NvmlCode.NotReady;

    /// <summary>Where the abandoned call hangs; empty when none does.</summary>
    public ImmutableArray<BlockedThread> Hang { get; init; } = [];

    /// <summary>True when the last question was answered.</summary>
    public bool Answers => Code == NvmlCode.Success;
}
