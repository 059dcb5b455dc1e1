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
    public async Task A_sampler_that_ends_no_tick_any_more_is_no_life_sign_however_often_its_last_sample_is_published()
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
        using var link = new ServiceLink(sampler, options, notice, new Lifetime(isStarted: false), TimeProvider.System);
        await link.StartAsync(default);

        HashSet<string> heard = [];
        await Task.Run(() =>
        {
            while (Receive(manager) is { } text)
            {
                heard.Add(text);
                sampler.Republish();
            }
        }).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(["STATUS=the driver does not answer", "WATCHDOG=1"], heard.Order(StringComparer.Ordinal));
        await link.StopAsync(default);
    }

    [Fact]
    public async Task Ready_is_told_again_until_the_manager_takes_it()
    {
        using var folder = new TempFolder();
        var options = new AgentOptions { Probe = ["/bin/false"], Version = "0", Listen = [(IPEndPoint.Parse("127.0.0.1:1"), [MetricSet.Strata])] };
        var clock = TimeProvider.System;
        var chronicle = new Chronicle(new EventHistory(options, new HistoryLimits(), clock), new HealthBook(options), new TrendBook(clock), clock);
        using var sampler = new Sampler(options, chronicle, new HistoryBook(), clock, NullLogger<Sampler>.Instance);
        using var notice = ServiceNotice.Of(folder.At("notify"), "600000", null);
        using var link = new ServiceLink(sampler, options, notice, new Lifetime(isStarted: true), TimeProvider.System);
        await link.StartAsync(default);
        await Task.Delay(100);

        // Only now does anybody listen.
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 3000 };
        manager.Bind(new UnixDomainSocketEndPoint(folder.At("notify")));
        List<string> heard = [];
        while (heard.Count < 6 && Receive(manager) is { } text)
        {
            heard.Add(text);
        }
        Assert.Single(heard, "READY=1");
        Assert.Single(heard, "STATUS=the driver does not answer");
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

    private sealed class Lifetime(bool isStarted) : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => new(canceled: isStarted);

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication()
        {
        }
    }
}
