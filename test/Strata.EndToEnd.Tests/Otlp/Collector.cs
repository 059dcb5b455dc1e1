using System.Collections.Concurrent;
using System.Net;

namespace Strata.EndToEnd.Tests.Otlp;

/// <summary>Takes what an agent pushes, as a collector of OpenTelemetry does.</summary>
internal sealed class Collector : IDisposable
{
    private readonly HttpListener _listener = new();

    public Collector(int port)
    {
        _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        _listener.Start();
        _ = Task.Run(TakeAsync);
    }

    public ConcurrentQueue<(string Path, string? Type, byte[] Body)> Pushes { get; } = new();

    public void Dispose() => _listener.Close();

    private async Task TakeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            Pushes.Enqueue((context.Request.Url!.AbsolutePath, context.Request.ContentType, body.ToArray()));
            context.Response.Close();
        }
    }
}
