namespace Strata.Sampling;

/// <summary>Errors of all NVLinks of a GPU since the driver was loaded, as counts. A null was not told by the driver.</summary>
public sealed record NvLinkErrors
{
    /// <summary>Flits with a wrong check sum.</summary>
    public double? CrcFlit { get; init; }

    /// <summary>Data with a wrong check sum.</summary>
    public double? CrcData { get; init; }

    /// <summary>Packets that were sent again.</summary>
    public double? Replays { get; init; }

    /// <summary>Times that a link had to be trained again.</summary>
    public double? Recoveries { get; init; }
}
