using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Strata.Agent.Page;
using Strata.Agent.Sampling;
using Strata.Metrics;
using Strata.Sampling;

namespace Strata.Agent.Endpoints;

/// <summary><c>/</c>: the page of the host. <c>/gpu/{uuid}</c>: that of one GPU. Both show what was sampled; nobody is asked.</summary>
internal static class PageEndpoint
{
    // The page is all that a browser may load, and only from here; nobody may put it into a frame or send a form from it.
    private const string Policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapPage(this IEndpointRouteBuilder routes, Func<HostSample> sample, HistoryBook history, Func<ImmutableArray<HostEvent>> events, TimeProvider clock)
    {
        var cache = new PageCache();
        routes.MapGet("/", (RequestDelegate)(context => Show(context, null)));
        routes.MapGet("/gpu/{uuid}", (RequestDelegate)(context => Show(context, context.Request.RouteValues["uuid"] as string)));
        foreach (var asset in Assets.All)
        {
            routes.MapGet(asset.Path, (RequestDelegate)(context => Answer(context, asset)));
        }

        async Task Show(HttpContext context, string? uuid)
        {
            var current = sample();
            var only = uuid is null ? null : current.Gpus.FirstOrDefault(gpu => gpu.Identity?.Uuid == uuid);
            Harden(context.Response);
            if (uuid is not null && only is null)
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                context.Response.ContentType = "text/plain; charset=utf-8";
                await context.Response.WriteAsync("no such GPU here\n", context.RequestAborted).ConfigureAwait(false);
                return;
            }
            var now = clock.GetUtcNow();
            var packed = Negotiation.TakesGzip(context.Request);
            var page = cache.Get(current, now, uuid, packed, () => new PageView(
                current, history.Window(now, PageView.Buckets(only is null ? current.Gpus.Length : 1)), events(), now) { Only = only });
            context.Response.ContentType = "text/html; charset=utf-8";
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers.Vary = "Accept-Encoding";
            if (packed)
            {
                context.Response.Headers.ContentEncoding = "gzip";
            }
            context.Response.ContentLength = page.Length;
            await context.Response.Body.WriteAsync(page, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static Task Answer(HttpContext context, Asset asset)
    {
        Harden(context.Response);
        context.Response.ContentType = asset.Type;
        context.Response.ContentLength = asset.Content.Length;
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return context.Response.Body.WriteAsync(asset.Content, context.RequestAborted).AsTask();
    }

    private static void Harden(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
