using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Strata.Agent.Endpoints;

/// <summary>What a client takes, by the qualities that it gives (source: RFC 9110, section 12.4.2). Allocates nothing: each scrape asks.</summary>
internal static class Negotiation
{
    /// <summary>True when an answer may be packed; a client that likes plain text better gets that.</summary>
    public static bool TakesGzip(HttpRequest request) =>
        Quality(request.Headers.AcceptEncoding, "gzip") is > 0 and var packed && packed >= (Quality(request.Headers.AcceptEncoding, "identity") ?? 0);

    /// <summary>True when OpenMetrics is taken by name and the plain text of Prometheus is not liked better.</summary>
    public static bool TakesOpenMetrics(HttpRequest request)
    {
        var accept = request.Headers.Accept;
        return Quality(accept, "application/openmetrics-text") is > 0 and var open
            && open >= (Quality(accept, "text/plain") ?? Quality(accept, "text/*") ?? Quality(accept, "*/*") ?? 0);
    }

    // The best quality under which a name stands; null where it does not.
    private static double? Quality(StringValues header, string name)
    {
        double? best = null;
        foreach (var value in header)
        {
            foreach (var part in value.AsSpan().Split(','))
            {
                var one = value.AsSpan()[part];
                var end = one.IndexOf(';');
                if ((end < 0 ? one : one[..end]).Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    best = Math.Max(best ?? 0, end < 0 ? 1 : QualityIn(one[end..]));
                }
            }
        }
        return best;
    }

    private static double QualityIn(ReadOnlySpan<char> parameters)
    {
        foreach (var part in parameters.Split(';'))
        {
            var one = parameters[part].Trim();
            if (one.StartsWith("q=", StringComparison.OrdinalIgnoreCase))
            {
                return double.TryParse(one[2..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quality) ? Math.Min(quality, 1) : 0;
            }
        }
        return 1;
    }
}
