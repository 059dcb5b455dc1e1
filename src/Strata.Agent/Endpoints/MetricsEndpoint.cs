using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Strata.Agent.Sampling;
using Strata.Metrics;

namespace Strata.Agent.Endpoints;

/// <summary><c>/metrics</c>: copies what was rendered of the last sample. The driver is never asked here.</summary>
internal static class MetricsEndpoint
{
    public static void MapMetrics(this IEndpointRouteBuilder routes, Sampler sampler) =>
        routes.MapGet("/metrics", (RequestDelegate)(context => Answer(context, sampler.Current)));

    private static async Task Answer(HttpContext context, Publication current)
    {
        var openMetrics = Negotiation.TakesOpenMetrics(context.Request);
        var packed = Negotiation.TakesGzip(context.Request);
        using var text = current.Forms.Of(context.Connection, openMetrics, packed).Rent(current);
        var response = context.Response;
        response.ContentType = openMetrics ? Exposition.OpenMetricsType : Exposition.TextType;
        response.Headers.Vary = "Accept, Accept-Encoding";
        if (packed)
        {
            response.Headers[HeaderNames.ContentEncoding] = "gzip";
        }
        response.ContentLength = text.Bytes.Length;
        await response.Body.WriteAsync(text.Bytes, context.RequestAborted).ConfigureAwait(false);
    }
}
