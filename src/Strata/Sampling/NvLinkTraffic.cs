namespace Strata.Sampling;

/// <summary>What went over one NVLink since the driver was loaded.</summary>
/// <param name="Link">Number of the link.</param>
/// <param name="SentBytes">Bytes sent; null where the driver does not tell.</param>
/// <param name="ReceivedBytes">Bytes received; null where the driver does not tell.</param>
public sealed record NvLinkTraffic(int Link, double? SentBytes, double? ReceivedBytes);
