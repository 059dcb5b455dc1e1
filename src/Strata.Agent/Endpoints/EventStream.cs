using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Strata.Agent.History;
using Strata.Rendering;
using Strata.Sampling;

namespace Strata.Agent.Endpoints;

/// <summary>
/// Sends events as they happen (source: WHATWG HTML, server-sent events). A reader that does not keep up is let go: it comes
/// back with the id of the last event that it saw, and misses nothing.
/// </summary>
internal static class EventStream
{
    private const int CatchUp = 1000;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>Sends what happened after an id, then what happens, until the reader, the agent or a full queue ends it.</summary>
    public static async Task Send(HttpContext context, EventHistory history, long? after, CancellationToken end)
    {
        var response = context.Response;
        if (history.Subscribe() is not { } subscription)
        {
            response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            response.Headers.RetryAfter = "30";
            await response.WriteAsync("too many readers follow the events\n").ConfigureAwait(false);
            return;
        }
        try
        {
            using var any = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, end, subscription.Overflow);
            response.ContentType = "text/event-stream; charset=utf-8";
            response.Headers.CacheControl = "no-store";
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            await Write(response, "retry: 2000\n\n", any.Token).ConfigureAwait(false);
            var last = after is { } id ? await SendPast(response, history, id, any.Token).ConfigureAwait(false) : 0;
            await SendComing(response, subscription, last, any.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            if (subscription.Overflow.IsCancellationRequested)
            {
                // What waits for this reader is given up with the connection.
                context.Abort();
            }
        }
        finally
        {
            history.Unsubscribe(subscription);
        }
    }

    private static async Task<long> SendPast(HttpResponse response, EventHistory history, long id, CancellationToken cancel)
    {
        while (true)
        {
            var events = await history.AfterAsync(id, CatchUp).ConfigureAwait(false);
            foreach (var told in events)
            {
                await Write(response, Frame(told), cancel).ConfigureAwait(false);
                id = told.Id;
            }
            if (events.Length < CatchUp)
            {
                return id;
            }
        }
    }

    private static async Task SendComing(HttpResponse response, EventSubscription subscription, long last, CancellationToken cancel)
    {
        using var beat = new PeriodicTimer(Heartbeat);
        var next = beat.WaitForNextTickAsync(cancel).AsTask();
        var more = subscription.Events.WaitToReadAsync(cancel).AsTask();
        while (true)
        {
            if (await Task.WhenAny(more, next).ConfigureAwait(false) == next)
            {
                await next.ConfigureAwait(false);
                await Write(response, ":\n\n", cancel).ConfigureAwait(false);
                next = beat.WaitForNextTickAsync(cancel).AsTask();
                continue;
            }
            if (!await more.ConfigureAwait(false))
            {
                return;
            }
            while (subscription.Events.TryRead(out var told))
            {
                // What the past told already came through the queue as well.
                if (told.Id > last)
                {
                    await Write(response, Frame(told), cancel).ConfigureAwait(false);
                }
            }
            more = subscription.Events.WaitToReadAsync(cancel).AsTask();
        }
    }

    private static string Frame(HostEvent told) =>
        string.Create(CultureInfo.InvariantCulture, $"id: {told.Id}\nevent: {EventJson.Word(told.Kind)}\ndata: {EventJson.Line(told)}\n\n");

    private static async Task Write(HttpResponse response, string text, CancellationToken cancel)
    {
        await response.WriteAsync(text, cancel).ConfigureAwait(false);
        await response.Body.FlushAsync(cancel).ConfigureAwait(false);
    }
}
