using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Strata.Agent.History;
using Strata.Agent.Sampling;
using Strata.Sampling;
using Xunit;

namespace Strata.Agent.Tests.History;

public sealed class EventLogTests
{
    [Fact]
    public async Task An_xid_is_in_the_log_with_its_number_and_what_anybody_can_write_is_not()
    {
        await using var history = await RunningHistory.Start(null);
        var options = new AgentOptions { Probe = ["/bin/false"], Version = "0", Listen = [(IPEndPoint.Parse("127.0.0.1:1"), [MetricSet.Strata])] };
        using var sampler = new Sampler(options, history.Chronicle, new HistoryBook(), TimeProvider.System, NullLogger<Sampler>.Instance);
        var lines = new FieldLogger();
        using var log = new EventLog(history.Events, sampler, TimeProvider.System, lines);
        await log.StartAsync(CancellationToken.None);
        history.Events.Add(Told.Xid(0, 13) with { Kind = HostEventKind.Claim, IsTrusted = false });
        history.Events.Add(Told.Xid(0, 79));
        for (var i = 0; i < 1000; i++)
        {
            history.Events.Add(Told.Xid(0, 31));
        }
        await history.WaitFor(() => lines.Count >= 1);
        await log.StopAsync(CancellationToken.None);
        Assert.Equal("79", lines.First("Xid"));
        Assert.Equal("0000:65:00.0", lines.First("Gpu"));
        Assert.StartsWith("xid: 0000:65:00.0: NVRM: Xid (PCI:0000:65:00): 79", lines.First("text"), StringComparison.Ordinal);
        Assert.InRange(lines.Count, 1, 60);
    }

    private sealed class FieldLogger : ILogger<EventLog>
    {
        private readonly Lock _lock = new();
        private readonly List<Dictionary<string, string?>> _entries = [];

        public int Count
        {
            get
            {
                lock (_lock)
                {
                    return _entries.Count;
                }
            }
        }

        public string? First(string field)
        {
            lock (_lock)
            {
                return _entries[0].GetValueOrDefault(field);
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var entry = ((IReadOnlyList<KeyValuePair<string, object?>>)state!).ToDictionary(pair => pair.Key, pair => Convert.ToString(pair.Value, System.Globalization.CultureInfo.InvariantCulture), StringComparer.OrdinalIgnoreCase);
            entry["text"] = formatter(state, exception);
            lock (_lock)
            {
                _entries.Add(entry);
            }
        }
    }
}
