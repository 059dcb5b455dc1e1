using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Strata.Metrics;

namespace Strata.Agent.Endpoints;

/// <summary><c>/healthz</c>: the agent runs. <c>/readyz</c>: the driver answers it, or is left alone on purpose.</summary>
internal static class HealthEndpoint
{
    public static void MapHealth(this IEndpointRouteBuilder routes, Func<HostSample> sample)
    {
        routes.MapGet("/healthz", (RequestDelegate)(context => context.Response.WriteAsync("ok\n")));
        routes.MapGet("/readyz", (RequestDelegate)(context =>
        {
            var isReady = sample() is { Driver: not null } or { IsLeftAlone: true };
            context.Response.StatusCode = isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            return context.Response.WriteAsync(isReady ? "ready\n" : "the driver does not answer\n");
        }));
    }
}
