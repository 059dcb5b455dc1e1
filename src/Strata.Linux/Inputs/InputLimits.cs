namespace Strata.Linux.Inputs;

/// <summary>How much of an input is read.</summary>
public sealed record InputLimits
{
    /// <summary>Text that is larger passes only lines that can matter.</summary>
    public long FilterAbove { get; init; } = 32L * 1024 * 1024;

    /// <summary>Most bytes that compressed text may unpack to.</summary>
    public long MostUnpacked { get; init; } = 2L * 1024 * 1024 * 1024;

    /// <summary>Most bytes of a text that is kept whole, such as a bug report.</summary>
    public long MostKept { get; init; } = 256L * 1024 * 1024;

    /// <summary>Most bytes that one compressed byte may unpack to, on average.</summary>
    public int MostRatio { get; init; } = 1000;

    /// <summary>Unpacked bytes before the ratio counts.</summary>
    public long RatioAfter { get; init; } = 64L * 1024 * 1024;

    /// <summary>How long a named pipe may stay without a first byte.</summary>
    public TimeSpan FirstByte { get; init; } = TimeSpan.FromSeconds(10);
}
