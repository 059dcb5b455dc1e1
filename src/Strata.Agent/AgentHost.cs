using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Strata.Agent.Configuration;
using Strata.Agent.Connections;
using Strata.Agent.Endpoints;
using Strata.Agent.Health;
using Strata.Agent.History;
using Strata.Agent.LocalApi;
using Strata.Agent.Logging;
using Strata.Agent.Otlp;
using Strata.Agent.Sampling;
using Strata.Agent.Service;
using Strata.Linux.Journal;
using Strata.Linux.Notify;
using Strata.Sampling;

namespace Strata.Agent;

/// <summary>The daemon: samples, follows the kernel's log, answers scrapes.</summary>
public static partial class AgentHost
{
    // The service manager's patience is longer, that of whoever changes a GPU is not.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Runs until it is told to stop, then lets go of the driver.</summary>
    /// <exception cref="IOException">An address is taken, or an agent holds this host already.</exception>
    /// <exception cref="Linux.InputException">The web configuration is bad.</exception>
    public static async Task RunAsync(AgentOptions options, CancellationToken cancel)
    {
        using var local = LocalDoor.Open(options);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        LogTo(builder.Logging, JournalSender.OfEnvironment());
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddHistory();
        builder.Services.AddSingleton<HistoryBook>();
        builder.Services.AddSingleton<Sampler>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Sampler>());
        builder.Services.AddHealth();
        builder.Services.AddHostedService<ServiceLink>();
        builder.Services.AddSingleton(_ => ServiceNotice.OfEnvironment());
        builder.Services.AddSingleton(services => WebConfigFile.Of(options, services));
        builder.Services.AddSingleton(services => new ServerSetup(options, local.Socket, services.GetRequiredService<WebConfigFile>(), TimeProvider.System));
        builder.WebHost.UseKestrelCore();
        builder.Services.AddOptions<KestrelServerOptions>().Configure<ServerSetup>((server, setup) => setup.Apply(server));
        builder.Services.AddOptions<SocketTransportOptions>().Configure<ServerSetup>((transport, setup) => setup.Apply(transport));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Patience);
        if (options.Otlp is { } otlp)
        {
            builder.Services.AddSingleton(otlp);
            builder.Services.AddHostedService<OtlpPush>();
        }
        var agent = builder.Build();
        await using (agent.ConfigureAwait(false))
        {
            using var door = new Door(HostGuard.Of(options), agent.Services.GetRequiredService<WebConfigFile>());
            agent.Use(next => context => door.Pass(context, next));
            agent.UseRouting();
            Map(agent, options);
            await agent.StartAsync(cancel).ConfigureAwait(false);
            Announce(agent.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(AgentHost)), options, local);
            await agent.WaitForShutdownAsync(cancel).ConfigureAwait(false);
            await (agent.Services.GetRequiredService<Sampler>().ExecuteTask ?? Task.CompletedTask).ConfigureAwait(false);
        }
    }

    private static void LogTo(ILoggingBuilder logging, JournalSender? journal)
    {
        logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        if (journal is not null)
        {
            logging.AddProvider(new JournalLoggerProvider(journal));
            return;
        }
        logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).AddSimpleConsole(line => line.SingleLine = true);
    }

    private static void Announce(ILogger log, AgentOptions options, LocalDoor local)
    {
        if (options.IsDemo)
        {
            Demonstrating(log, Demonstration.Note);
        }
        foreach (var (address, sets) in options.Listen)
        {
            Serving(log, string.Join(", ", sets), options.IsEncrypted ? "https" : "http", address);
        }
        if (local.Socket is { } socket)
        {
            ServingHere(log, socket.Path);
        }
        else if (local.WhyNot.Length > 0)
        {
            NotServingHere(log, local.WhyNot);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Serving the metrics {Sets} on {Scheme}://{Address}/metrics")]
    private static partial void Serving(ILogger log, string sets, string scheme, IPEndPoint address);

    [LoggerMessage(EventId = 13, Level = LogLevel.Information, Message = "Serving this host on {Path}")]
    private static partial void ServingHere(ILogger log, string path);

    [LoggerMessage(EventId = 14, Level = LogLevel.Warning, Message = "No local socket: {Why}")]
    private static partial void NotServingHere(ILogger log, string why);

    [LoggerMessage(EventId = 40, Level = LogLevel.Warning, Message = "{Note}")]
    private static partial void Demonstrating(ILogger log, string note);

    private static void Map(WebApplication agent, AgentOptions options)
    {
        var sampler = agent.Services.GetRequiredService<Sampler>();
        agent.MapMetrics(sampler);
        agent.MapHealth(() => sampler.Current.Sample);
        agent.MapSample(sampler);
        agent.MapReport(agent.Services.GetRequiredService<HealthBook>(), options, agent.Services.GetRequiredService<TimeProvider>());
        agent.MapEvents(agent.Services.GetRequiredService<EventHistory>(), agent.Lifetime);
        agent.MapHold(sampler);
        agent.MapPage(() => sampler.Current.Sample, agent.Services.GetRequiredService<HistoryBook>(), () => agent.Services.GetRequiredService<EventHistory>().Newest, agent.Services.GetRequiredService<TimeProvider>());
    }
}
