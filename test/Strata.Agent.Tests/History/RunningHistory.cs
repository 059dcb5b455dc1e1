using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Strata.Agent.Health;
using Strata.Agent.History;
using Strata.Sampling;
using Xunit;

namespace Strata.Agent.Tests.History;

/// <summary>A history with its writer, as the agent runs them.</summary>
internal sealed class RunningHistory : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly EventWriter _writer;

    private RunningHistory(string? directory, HistoryLimits limits)
    {
        var options = new AgentOptions { Probe = ["/bin/false"], Version = "1.2.3", Listen = [(new IPEndPoint(IPAddress.Loopback, 1), [MetricSet.Strata])], StateDirectory = directory };
        Events = new EventHistory(options, limits, TimeProvider.System);
        Book = new HealthBook(options);
        Chronicle = new Chronicle(Events, Book, new TrendBook(TimeProvider.System), TimeProvider.System);
        _writer = new EventWriter(options, limits, Events, TimeProvider.System, NullLogger<EventWriter>.Instance);
    }

    public EventHistory Events { get; }

    public HealthBook Book { get; }

    public Chronicle Chronicle { get; }

    public static async Task<RunningHistory> Start(string? directory, HistoryLimits? limits = null)
    {
        var history = new RunningHistory(directory, limits ?? new HistoryLimits());
        await history._writer.StartAsync(CancellationToken.None);
        history.Chronicle.Restore();
        return history;
    }

    public HostEvent Add(int number) => Events.Add(new HostEvent(TimeProvider.System.GetUtcNow(), Events.Boot, HostEventKind.Released, $"event {number}"));

    public async Task WaitFor(Func<bool> isSo)
    {
        for (var watch = Stopwatch.StartNew(); !isSo(); await Task.Delay(20))
        {
            Assert.True(watch.Elapsed < Patience, $"what was waited for did not come: {Events.Health}, {string.Join("; ", Events.Newest.TakeLast(3).Select(told => told.Text))}");
        }
    }

    public Task WaitUntilStored() => WaitFor(() => Events.Health is { IsStored: true, Waiting: 0 });

    public async ValueTask DisposeAsync()
    {
        await _writer.StopAsync(CancellationToken.None);
        _writer.Dispose();
    }
}
