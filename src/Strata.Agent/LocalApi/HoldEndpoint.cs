using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Strata.Agent.Endpoints;
using Strata.Agent.Sampling;

namespace Strata.Agent.LocalApi;

/// <summary>
/// <c>POST /api/v1/release</c> and <c>/api/v1/hold</c> with an optional <c>?gpu=</c>: let go of GPUs for somebody who changes
/// them, and take them up again. Only through the local socket, and only for root and the agent's own user.
/// </summary>
internal static class HoldEndpoint
{
    public static void MapHold(this IEndpointRouteBuilder routes, Sampler sampler)
    {
        routes.MapPost("/api/v1/release", (RequestDelegate)(context => Answer(context, sampler.ReleaseAsync)));
        routes.MapPost("/api/v1/hold", (RequestDelegate)(context => Answer(context, sampler.HoldAsync)));
    }

    private static async Task Answer(HttpContext context, Func<string?, CancellationToken, Task<HoldState>> change)
    {
        if (context.Features.Get<LocalPeer>() is not { MayChange: true })
        {
            await Door.RefuseAsync(context, HttpStatusCode.Forbidden, "only root and the user of the agent may do this").ConfigureAwait(false);
            return;
        }
        try
        {
            var gpu = context.Request.Query["gpu"].ToString();
            var state = await change(gpu.Length == 0 ? null : gpu, context.RequestAborted).ConfigureAwait(false);
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(JsonSerializer.Serialize(state, LocalJson.Default.HoldState) + "\n", context.RequestAborted).ConfigureAwait(false);
        }
        catch (InvalidOperationException error)
        {
            await Door.RefuseAsync(context, HttpStatusCode.ServiceUnavailable, error.Message).ConfigureAwait(false);
        }
        catch (ArgumentException error)
        {
            await Door.RefuseAsync(context, HttpStatusCode.NotFound, error.Message).ConfigureAwait(false);
        }
    }
}
