using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Strata.Agent.Endpoints;
using Strata.Agent.Health;
using Strata.Agent.History;
using Strata.Agent.Sampling;

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
        builder.Services.AddHistory();
        builder.Services.AddSingleton<Sampler>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Sampler>());
        builder.Services.AddHealth();
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

    private static void Map(WebApplication agent, AgentOptions options)
    {
        var sampler = agent.Services.GetRequiredService<Sampler>();
        agent.MapMetrics(sampler);
        agent.MapHealth(sampler);
        agent.MapSample(sampler);
        agent.MapReport(agent.Services.GetRequiredService<HealthBook>());
        agent.MapEvents(agent.Services.GetRequiredService<EventHistory>(), agent.Lifetime);
    }
}
