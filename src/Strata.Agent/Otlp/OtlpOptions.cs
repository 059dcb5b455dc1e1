using System.Diagnostics.CodeAnalysis;

namespace Strata.Agent.Otlp;

/// <summary>Where metrics are pushed to.</summary>
/// <param name="Endpoint">Where a collector takes metrics, with its path.</param>
/// <param name="Interval">Time between two pushes.</param>
public sealed record OtlpOptions(Uri Endpoint, TimeSpan Interval)
{
    /// <summary>What an address looks like, for whoever wrote a wrong one.</summary>
    public const string Form = "the address of a collector, such as http://127.0.0.1:4318";

    private const string MetricsPath = "/v1/metrics";

    /// <summary>Reads the address of a collector; one without a path means the path of the protocol.</summary>
    /// <returns>False for what is no address of HTTP.</returns>
    public static bool TryParse(string text, TimeSpan interval, [NotNullWhen(true)] out OtlpOptions? options)
    {
        options = Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address is { UserInfo: "", Host.Length: > 0 }
            ? new OtlpOptions(address.AbsolutePath == "/" ? new Uri(address, MetricsPath) : address, interval)
            : null;
        return options is not null;
    }
}
