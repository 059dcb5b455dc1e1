using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Strata.Agent.Sampling;

namespace Strata.Agent.Endpoints;

/// <summary><c>/healthz</c>: the agent runs. <c>/readyz</c>: the driver answers it.</summary>
internal static class HealthEndpoint
{
    public static void MapHealth(this IEndpointRouteBuilder routes, Sampler sampler)
    {
        routes.MapGet("/healthz", (RequestDelegate)(context => context.Response.WriteAsync("ok\n")));
        routes.MapGet("/readyz", (RequestDelegate)(context =>
        {
            var isReady = sampler.Current.Sample.Driver is not null;
            context.Response.StatusCode = isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            return context.Response.WriteAsync(isReady ? "ready\n" : "the driver does not answer\n");
        }));
    }
}
