using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Strata.Agent.Health;
using Strata.Agent.History;
using Strata.Agent.Sampling;
using Strata.Agent.Service;
using Strata.Linux.Notify;
using Xunit;

namespace Strata.Agent.Tests.Service;

public sealed class ServiceLinkTests
{
    [Fact]
    public async Task A_sampler_that_publishes_nothing_any_more_is_no_life_sign()
    {
        using var folder = new TempFolder();
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 3000 };
        manager.Bind(new UnixDomainSocketEndPoint(folder.At("notify")));
        var options = new AgentOptions { Probe = ["/bin/false"], Version = "0", Listen = [(IPEndPoint.Parse("127.0.0.1:1"), [MetricSet.Strata])], Interval = TimeSpan.FromSeconds(0.1) };
        // It is never started: to the link it looks like one whose loop is stuck.
        var clock = TimeProvider.System;
        var chronicle = new Chronicle(new EventHistory(options, new HistoryLimits(), clock), new HealthBook(options), new TrendBook(clock), clock);
        using var sampler = new Sampler(options, chronicle, new HistoryBook(), clock, NullLogger<Sampler>.Instance);
        using var notice = ServiceNotice.Of(folder.At("notify"), "600000", null);
        using var link = new ServiceLink(sampler, options, notice, new Lifetime(), TimeProvider.System);
        await link.StartAsync(default);

        HashSet<string> heard = [];
        await Task.Run(() =>
        {
            while (Receive(manager) is { } text)
            {
                heard.Add(text);
            }
        }).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(["STATUS=the driver does not answer", "WATCHDOG=1"], heard.Order(StringComparer.Ordinal));
        await link.StopAsync(default);
    }

    private static string? Receive(Socket socket)
    {
        try
        {
            var buffer = new byte[1000];
            return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication()
        {
        }
    }
}
