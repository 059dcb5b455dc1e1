using System.Net;
using Microsoft.AspNetCore.Http;

namespace Strata.Agent.Endpoints;

/// <summary>
/// Answers only requests that mean this agent: a page of somebody else that makes a browser ask under another name, or from
/// another origin, gets nothing.
/// </summary>
internal sealed class HostGuard(IReadOnlySet<string> names)
{
    public static HostGuard Of(AgentOptions options)
    {
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase) { "localhost", "127.0.0.1", "[::1]", System.Environment.MachineName };
        foreach (var (address, _) in options.Listen)
        {
            names.Add(address.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address.Address}]" : address.Address.ToString());
        }
        return new HostGuard(names);
    }

    public async Task Check(HttpContext context, RequestDelegate next)
    {
        var origin = context.Request.Headers.Origin.ToString();
        var host = context.Request.Host.Host;
        var isMeant = (names.Contains(host) || host == context.Connection.LocalIpAddress?.ToString())
            && (origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out var from) && names.Contains(from.Host)));
        if (!isMeant)
        {
            await Refuse(context, HttpStatusCode.Forbidden, "this name or origin is not served here").ConfigureAwait(false);
            return;
        }
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            await Refuse(context, HttpStatusCode.MethodNotAllowed, "nothing can be changed here").ConfigureAwait(false);
            return;
        }
        await next(context).ConfigureAwait(false);
    }

    private static Task Refuse(HttpContext context, HttpStatusCode status, string why)
    {
        context.Response.StatusCode = (int)status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(why + "\n");
    }
}
