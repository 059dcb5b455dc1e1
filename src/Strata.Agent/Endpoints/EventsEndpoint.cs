using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Strata.Agent.History;
using Strata.Rendering;

namespace Strata.Agent.Endpoints;

/// <summary>
/// <c>/api/v1/events?after=ID&amp;limit=N</c>: what happened, oldest first, as <c>strata.events/1</c>; as a stream of server-sent
/// events where the request accepts one.
/// </summary>
internal static class EventsEndpoint
{
    private const int UsualLimit = 100;
    private const int MostLimit = 1000;
    private const string StreamType = "text/event-stream";

    public static void MapEvents(this IEndpointRouteBuilder routes, EventHistory history, IHostApplicationLifetime lifetime) =>
        routes.MapGet("/api/v1/events", (RequestDelegate)(context => Answer(context, history, lifetime.ApplicationStopping)));

    private static async Task Answer(HttpContext context, EventHistory history, CancellationToken end)
    {
        var request = context.Request;
        var isStream = request.Headers.Accept.ToString().Contains(StreamType, StringComparison.OrdinalIgnoreCase);
        var last = request.Headers["Last-Event-ID"].ToString();
        var after = isStream && last.Length > 0 ? last : request.Query["after"].ToString();
        var limit = request.Query["limit"].ToString();
        long id = 0;
        var most = UsualLimit;
        if ((after.Length > 0 && !long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out id))
            || (limit.Length > 0 && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out most) || most is < 1 or > MostLimit)))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync($"after is the id of an event, limit a number from 1 to {MostLimit}\n").ConfigureAwait(false);
            return;
        }
        id = history.Known(id);
        if (isStream)
        {
            await EventStream.Send(context, history, after.Length > 0 ? id : null, end).ConfigureAwait(false);
            return;
        }
        var events = await history.AfterAsync(id, most).ConfigureAwait(false);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(EventJson.Render(events, events.IsEmpty ? id : events[^1].Id) + "\n", context.RequestAborted).ConfigureAwait(false);
    }
}
