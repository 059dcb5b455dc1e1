using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Strata.Agent.Sampling;
using Strata.Metrics;

namespace Strata.Agent.Endpoints;

/// <summary><c>/metrics</c>: copies what was rendered when the last sample was taken. The driver is never asked here.</summary>
internal static class MetricsEndpoint
{
    public static void MapMetrics(this IEndpointRouteBuilder routes, Sampler sampler, AgentOptions options) =>
        routes.MapGet("/metrics", (RequestDelegate)(context => Answer(context, sampler, SetsOf(options, context.Connection))));

    private static ImmutableArray<MetricSet> SetsOf(AgentOptions options, ConnectionInfo connection)
    {
        var ports = options.Listen.Where(listen => listen.Address.Port == connection.LocalPort).ToList();
        return (ports.Find(listen => listen.Address.Address.Equals(connection.LocalIpAddress)) is { Address: not null } exact ? exact : ports[0]).Sets;
    }

    private static async Task Answer(HttpContext context, Sampler sampler, ImmutableArray<MetricSet> sets)
    {
        var accept = context.Request.Headers.Accept.ToString();
        var openMetrics = sets.Length == 1 && accept.Contains("application/openmetrics-text", StringComparison.OrdinalIgnoreCase);
        var packed = context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        var response = context.Response;
        response.ContentType = openMetrics ? Exposition.OpenMetricsType : Exposition.TextType;
        response.Headers.Vary = "Accept, Accept-Encoding";
        if (packed)
        {
            response.Headers[HeaderNames.ContentEncoding] = "gzip";
        }
        var current = sampler.Current;
        var length = 0L;
        foreach (var set in sets)
        {
            length += current.Text(set, openMetrics, packed).Length;
        }
        response.ContentLength = length;
        foreach (var set in sets)
        {
            // Packed texts one after the other are a packed text.
            await response.Body.WriteAsync(current.Text(set, openMetrics, packed), context.RequestAborted).ConfigureAwait(false);
        }
    }
}
