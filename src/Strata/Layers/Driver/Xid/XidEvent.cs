using Strata.Layers.Bus;
using Strata.Machine;

namespace Strata.Layers.Driver.Xid;

/// <summary>Where an Xid was read.</summary>
public enum XidTestimony
{
    /// <summary>The driver's own line.</summary>
    Driver,

    /// <summary>A monitor, such as the device plugin, that passes it on.</summary>
    Monitor,

    /// <summary>Somebody's summary of the log.</summary>
    Summary,
}

/// <summary>One Xid that the driver reported.</summary>
/// <param name="Code">Number.</param>
/// <param name="Gpu">The GPU, where the line tells.</param>
/// <param name="Text">What stands behind the number.</param>
/// <param name="Source">The line.</param>
/// <param name="Era">Age.</param>
/// <param name="Order">Position among all hits of the snapshot.</param>
public sealed record XidEvent(int Code, PciAddress? Gpu, string Text, Source Source, Era Era, int Order)
{
    /// <summary>Name of the program that was hit; empty when the line does not tell.</summary>
    public string Process { get; init; } = "";

    /// <summary>Process id, or null.</summary>
    public int? Pid { get; init; }

    /// <summary>MIG slice such as <c>GPU-I:05</c>; empty for the whole GPU.</summary>
    public string Slice { get; init; } = "";

    /// <summary>Number of the Xid that the driver names as the cause, or null.</summary>
    public int? CausedBy { get; init; }

    /// <summary>Seconds since boot, where printed.</summary>
    public double? Seconds { get; init; }

    /// <summary>Wall-clock time as written, or null.</summary>
    public string? Wall { get; init; }

    /// <summary>Who says so.</summary>
    public XidTestimony Testimony { get; init; }

    /// <summary>Name of the subject in a report: the address, or null.</summary>
    public string? Subject => Gpu?.ToString();
}

/// <summary>One error that an NVSwitch reported.</summary>
/// <param name="Code">Number.</param>
/// <param name="Switch">Address of the switch, where the line tells.</param>
/// <param name="Severity"><c>Fatal</c>, <c>Non-fatal</c>, or empty when the line does not tell.</param>
/// <param name="Link">Number of the port, or null.</param>
/// <param name="Source">The line.</param>
/// <param name="Era">Age.</param>
/// <param name="Order">Position among all hits of the snapshot.</param>
public sealed record SxidEvent(int Code, PciAddress? Switch, string Severity, int? Link, Source Source, Era Era, int Order)
{
    /// <summary>True when the line itself says fatal.</summary>
    public bool IsFatal => Severity.StartsWith("Fatal", StringComparison.OrdinalIgnoreCase);
}
