using System.Net;
using Microsoft.AspNetCore.Http;
using Strata.Agent.Configuration;
using Strata.Agent.LocalApi;

namespace Strata.Agent.Endpoints;

/// <summary>What every request passes before a route sees it: limits, names, methods, bodies, users; and what every answer carries.</summary>
internal sealed class Door : IDisposable
{
    private readonly HostGuard _hosts;
    private readonly WebConfigFile _file;
    private readonly LoginBook _book = new();
    private readonly LoginGuard _logins;
    private readonly RateGuard _rate = new();

    public Door(HostGuard hosts, WebConfigFile file) => (_hosts, _file, _logins) = (hosts, file, new LoginGuard(_book));

    /// <summary>Refuses the request, or passes it on.</summary>
    public async Task Pass(HttpContext context, RequestDelegate next)
    {
        var peer = context.Features.Get<LocalPeer>();
        // Who speaks through the local socket is known by the kernel.
        var config = peer is null ? _file.Current : WebConfig.None;
        Label(context.Response, config);
        var refusal = !_rate.Allows(config) ? (HttpStatusCode.TooManyRequests, "too many requests") : _hosts.Refusal(context, config);
        refusal ??= OfMethod(context, peer) ?? OfBody(context.Request);
        refusal ??= await _logins.RefusalAsync(context, config).ConfigureAwait(false);
        if (refusal is var (status, why))
        {
            await RefuseAsync(context, status, why).ConfigureAwait(false);
            return;
        }
        if (HttpMethods.IsHead(context.Request.Method))
        {
            // The routes know GET; the server leaves the body of an answer to HEAD away by itself.
            context.Request.Method = HttpMethods.Get;
        }
        await next(context).ConfigureAwait(false);
    }

    /// <summary>Answers with a line of text instead of what was asked for.</summary>
    public static Task RefuseAsync(HttpContext context, HttpStatusCode status, string why)
    {
        context.Response.StatusCode = (int)status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(why + "\n", context.RequestAborted);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _book.Dispose();
        _rate.Dispose();
    }

    // A page sets a policy of its own; everything else can load nothing and be framed by nobody.
    private static void Label(HttpResponse response, WebConfig config)
    {
        var headers = response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        foreach (var (name, value) in config.Headers)
        {
            headers[name] = value;
        }
    }

    private static (HttpStatusCode, string)? OfMethod(HttpContext context, LocalPeer? peer)
    {
        var method = context.Request.Method;
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || (HttpMethods.IsPost(method) && peer is not null))
        {
            return null;
        }
        context.Response.Headers.Allow = "GET, HEAD";
        return (HttpStatusCode.MethodNotAllowed, "nothing can be changed here");
    }

    private static (HttpStatusCode, string)? OfBody(HttpRequest request)
    {
        if (request.ContentLength is null or 0 && request.Headers.TransferEncoding.Count == 0)
        {
            return null;
        }
        request.HttpContext.Response.Headers.Connection = "close";
        return (HttpStatusCode.RequestEntityTooLarge, "no body is read here");
    }
}
