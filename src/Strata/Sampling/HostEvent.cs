using Strata.Layers.Bus;

namespace Strata.Sampling;

/// <summary>Something that happened on this host, as the history keeps it.</summary>
/// <param name="At">When, in UTC.</param>
/// <param name="Boot">Boot id of the kernel that ran.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Text">One line, as the kernel, the driver or strata tells it.</param>
public sealed record HostEvent(DateTimeOffset At, string Boot, HostEventKind Kind, string Text)
{
    /// <summary>Its number in the history, growing; 0 before it was stored.</summary>
    public long Id { get; init; }

    /// <summary>The GPU; null where none is named.</summary>
    public PciAddress? Gpu { get; init; }

    /// <summary>The Xid.</summary>
    public int? Xid { get; init; }

    /// <summary>Number of the kernel's record since boot; null for what the kernel's log does not hold.</summary>
    public long? Sequence { get; init; }

    /// <summary>True when the kernel or the driver told it; false for a line that any user can write.</summary>
    public bool IsTrusted { get; init; } = true;

    /// <summary>Code of the rule, such as <c>ST3020</c>, where a finding came or went.</summary>
    public string? Rule { get; init; }

    /// <summary>What a finding is about, such as a package or a unit; null for a GPU, which stands in <see cref="Gpu"/>, and for the whole host.</summary>
    public string? Subject { get; init; }
}
