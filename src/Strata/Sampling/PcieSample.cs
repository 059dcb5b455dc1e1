namespace Strata.Sampling;

/// <summary>State and traffic of the PCIe link of a GPU.</summary>
public sealed record PcieSample
{
    /// <summary>Generation now; lower while idle.</summary>
    public int? Generation { get; init; }

    /// <summary>Lanes now.</summary>
    public int? Width { get; init; }

    /// <summary>Packets sent again since the driver was loaded.</summary>
    public double? Replays { get; init; }

    /// <summary>Correctable errors; branch 535 and newer.</summary>
    public double? Correctable { get; init; }

    /// <summary>Non-fatal errors; branch 535 and newer.</summary>
    public double? NonFatal { get; init; }

    /// <summary>Fatal errors; branch 535 and newer.</summary>
    public double? Fatal { get; init; }

    /// <summary>Bytes sent by the GPU; branch 555 and newer.</summary>
    public double? SentBytes { get; init; }

    /// <summary>Bytes received by the GPU; branch 555 and newer.</summary>
    public double? ReceivedBytes { get; init; }

    /// <summary>Bytes a second that the GPU sent between the last two samples.</summary>
    public double? SentBytesPerSecond { get; init; }

    /// <summary>Bytes a second that the GPU received between the last two samples.</summary>
    public double? ReceivedBytesPerSecond { get; init; }
}
