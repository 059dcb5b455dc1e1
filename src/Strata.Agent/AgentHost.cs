using System.Collections.Immutable;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Strata.Agent.Endpoints;
using Strata.Agent.Sampling;
using Strata.Rendering;

namespace Strata.Agent;

/// <summary>The daemon: samples, follows the kernel's log, answers scrapes.</summary>
public static partial class AgentHost
{
    /// <summary>Runs until it is told to stop, then lets go of the driver.</summary>
    /// <exception cref="IOException">An address is taken.</exception>
    public static async Task RunAsync(AgentOptions options, CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .AddSimpleConsole(line => line.SingleLine = true)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<XidBook>();
        builder.Services.AddSingleton<Sampler>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Sampler>());
        builder.Services.AddHostedService<KernelWatch>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => Configure(server, options));
        var agent = builder.Build();
        await using (agent.ConfigureAwait(false))
        {
            var guard = HostGuard.Of(options);
            agent.Use(next => context => guard.Check(context, next));
            agent.UseRouting();
            Map(agent, options);
            await agent.StartAsync(cancel).ConfigureAwait(false);
            Announce(agent.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(AgentHost)), options);
            await agent.WaitForShutdownAsync(cancel).ConfigureAwait(false);
            await (agent.Services.GetRequiredService<Sampler>().ExecuteTask ?? Task.CompletedTask).ConfigureAwait(false);
        }
    }

    private static void Announce(ILogger log, AgentOptions options)
    {
        foreach (var (address, sets) in options.Listen)
        {
            Serving(log, string.Join(", ", sets), address);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Serving the metrics {Sets} on http://{Address}/metrics")]
    private static partial void Serving(ILogger log, string sets, IPEndPoint address);

    private static void Configure(KestrelServerOptions server, AgentOptions options)
    {
        server.AddServerHeader = false;
        server.Limits.MaxRequestBodySize = 0;
        server.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        server.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        server.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        server.Limits.MaxConcurrentConnections = 256;
        foreach (var (address, _) in options.Listen)
        {
            server.Listen(address);
        }
    }

    private static (IPEndPoint Address, ImmutableArray<MetricSet> Sets) Asked(AgentOptions options, ConnectionInfo connection)
    {
        var ports = options.Listen.Where(listen => listen.Address.Port == connection.LocalPort).ToList();
        return ports.Find(listen => listen.Address.Address.Equals(connection.LocalIpAddress)) is { Address: not null } exact ? exact : ports[0];
    }

    private static void Map(WebApplication agent, AgentOptions options)
    {
        var sampler = agent.Services.GetRequiredService<Sampler>();
        agent.MapGet("/metrics", (RequestDelegate)(context => MetricsEndpoint.Answer(
            context, sampler, Asked(options, context.Connection).Sets)));
        agent.MapGet("/healthz", (RequestDelegate)(context => context.Response.WriteAsync("ok\n")));
        agent.MapGet("/readyz", (RequestDelegate)(context =>
        {
            var isReady = sampler.Current.Sample.Driver is not null;
            context.Response.StatusCode = isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            return context.Response.WriteAsync(isReady ? "ready\n" : "the driver does not answer\n");
        }));
        agent.MapGet("/api/v1/sample", (RequestDelegate)(context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(GpuJson.Render(sampler.Current.Sample.Driver, sampler.Current.Sample.Gpus) + "\n");
        }));
    }
}
