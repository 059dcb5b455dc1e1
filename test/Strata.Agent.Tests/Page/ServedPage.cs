using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Strata.Agent.Endpoints;
using Strata.Agent.Page;
using Strata.Agent.Sampling;
using Strata.Metrics;

namespace Strata.Agent.Tests.Page;

/// <summary>The real routes of the page over a host that is made up, on a free port.</summary>
internal sealed class ServedPage : IAsyncDisposable
{
    private readonly WebApplication _server;

    private ServedPage(WebApplication server) => _server = server;

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>What is served; a test may change it.</summary>
    public HostSample Sample { get; set; } = null!;

    public static async Task<ServedPage> Start(PageView view)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => server.Listen(System.Net.IPAddress.Loopback, 0));
        var served = new ServedPage(builder.Build()) { Sample = view.Host };
        var history = new HistoryBook();
        history.Add(view.Host);
        served._server.UseRouting();
        served._server.MapPage(() => served.Sample, history, () => view.Events, new StandingClock(view.Now));
        await served._server.StartAsync();
        served.Address = new Uri(served._server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return served;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
