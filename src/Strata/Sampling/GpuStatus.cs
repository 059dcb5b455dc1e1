using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using Strata.Layers.Bus;
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

    /// <summary>Return code of the last question; <see cref="NvmlCode.Timeout"/> when it was not answered in time.</summary>
    public int Code { get; init; } = NvmlCode.NotReady;

    /// <summary>Why the last question was not answered or not asked, in a few words; null while it is answered.</summary>
    public string? Reason { get; init; }

    /// <summary>Its place on the bus; known of a sleeping GPU too, which was never asked for its identity.</summary>
    public PciAddress? Address { get; init; }

    /// <summary>What tells it from the others: its UUID, else its place. An index may be that of two GPUs, after one dropped out and the library was started anew.</summary>
    [JsonIgnore]
    public string Key => Identity?.Uuid ?? Address?.ToString() ?? string.Create(CultureInfo.InvariantCulture, $"index {Index}");

    /// <summary>True while the agent has let go of it on command: it is not observed, which is no fault.</summary>
    public bool IsReleased { get; init; }

    /// <summary>True while it sleeps (runtime D3), or is left alone so that it can: nothing is asked of it, which is no fault.</summary>
    public bool IsAsleep { get; init; }

    /// <summary>True when the last question was answered, false when it was not; null for a GPU that is left alone on purpose.</summary>
    public bool? IsUp => IsReleased || IsAsleep ? null : Answers;

    /// <summary>True while a call for it hangs in the driver; not so for a GPU that is not asked because calls for others do.</summary>
    public bool IsHanging { get => field || !Hang.IsDefaultOrEmpty; init; }

    /// <summary>Where the abandoned call hangs; empty when none does, or when the kernel does not tell.</summary>
    public ImmutableArray<BlockedThread> Hang { get; init; } = [];

    /// <summary>True when the last question was answered.</summary>
    public bool Answers => Code == NvmlCode.Success;
}
