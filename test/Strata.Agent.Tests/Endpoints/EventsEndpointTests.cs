using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Strata.Agent.Endpoints;
using Strata.Agent.Tests.History;
using Strata.Sampling;
using Xunit;

namespace Strata.Agent.Tests.Endpoints;

public sealed class EventsEndpointTests : IAsyncLifetime
{
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(20) };
    private RunningHistory _history = null!;
    private WebApplication _server = null!;

    private Uri Address => new(_server.Urls.First() + "/api/v1/events");

    public async Task InitializeAsync()
    {
        _history = await RunningHistory.Start(null);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.UseRouting();
        _server.MapEvents(_history.Events, _server.Lifetime);
        await _server.StartAsync();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        await _history.DisposeAsync();
    }

    [Fact]
    public async Task A_page_of_events_tells_where_the_next_begins()
    {
        var ids = Enumerable.Range(0, 5).Select(number => _history.Add(number).Id).ToList();
        using var page = JsonDocument.Parse(await _client.GetStringAsync(new Uri(Address, $"?after={ids[1]}&limit=2")));
        Assert.Equal("strata.events/1", page.RootElement.GetProperty("schema").GetString());
        Assert.Equal([ids[2], ids[3]], page.RootElement.GetProperty("events").EnumerateArray().Select(told => told.GetProperty("id").GetInt64()));
        Assert.Equal(ids[3], page.RootElement.GetProperty("next").GetInt64());
        using var end = JsonDocument.Parse(await _client.GetStringAsync(new Uri(Address, $"?after={ids[4]}")));
        Assert.Equal(ids[4], end.RootElement.GetProperty("next").GetInt64());
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=1001")]
    [InlineData("?after=-1")]
    [InlineData("?after=99999999999999999999")]
    public async Task What_is_no_number_in_range_is_refused(string query)
    {
        using var answer = await _client.GetAsync(new Uri(Address, query));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_stream_goes_on_after_the_last_event_that_was_seen_and_without_a_gap()
    {
        var ids = Enumerable.Range(0, 5).Select(number => _history.Add(number).Id).ToList();
        using var stream = await Follow(ids[2]);
        ids.Add(_history.Add(5).Id);
        Assert.Equal(ids[3..], await Ids(stream, 3));
    }

    [Fact]
    public async Task A_reader_who_knows_another_history_is_told_all_of_this_one()
    {
        var ids = Enumerable.Range(0, 3).Select(number => _history.Add(number).Id).ToList();
        using var page = JsonDocument.Parse(await _client.GetStringAsync(new Uri(Address, $"?after={ids[2] + 1}")));
        Assert.Equal(ids, page.RootElement.GetProperty("events").EnumerateArray().Select(told => told.GetProperty("id").GetInt64()));
        using var stream = await Follow(ids[2] + 1_000);
        ids.Add(_history.Add(3).Id);
        Assert.Equal(ids, await Ids(stream, 4));
    }

    [Fact]
    public async Task A_text_with_line_ends_stays_one_event()
    {
        using var stream = await Follow(null);
        var told = _history.Events.Add(new HostEvent(Told.Now, "boot", HostEventKind.Claim, "one\n\nid: 7\ndata: forged\u001b[31m"));
        Assert.Equal([told.Id], await Ids(stream, 1));
        using var page = JsonDocument.Parse(await _client.GetStringAsync(Address));
        Assert.Equal("one  id: 7 data: forged[31m", page.RootElement.GetProperty("events")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task More_readers_than_there_is_room_for_are_sent_away()
    {
        var readers = new List<StreamReader>();
        for (var i = 0; i < 16; i++)
        {
            readers.Add(await Follow(null));
        }
        using var request = new HttpRequestMessage(HttpMethod.Get, Address) { Headers = { { "Accept", "text/event-stream" } } };
        using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        readers.ForEach(reader => reader.Dispose());
    }

    [Fact]
    public async Task A_reader_that_takes_nothing_is_let_go_and_the_others_go_on()
    {
        using var slow = new TcpClient { ReceiveBufferSize = 4096 };
        await slow.ConnectAsync(IPAddress.Loopback, Address.Port);
        await slow.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {Address.PathAndQuery} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"));
        await slow.GetStream().ReadExactlyAsync(new byte[64]);
        for (var number = 0; _history.Events.Health.SlowReaders == 0 && number < 200_000; number++)
        {
            _history.Events.Add(new HostEvent(Told.Now, "boot", HostEventKind.Released, new string('x', 900)));
        }
        Assert.Equal(1, _history.Events.Health.SlowReaders);
        using var other = await Follow(null);
        Assert.Equal([_history.Add(1).Id], await Ids(other, 1));
    }

    private async Task<StreamReader> Follow(long? last)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address) { Headers = { { "Accept", "text/event-stream" } } };
        if (last is { } id)
        {
            request.Headers.Add("Last-Event-ID", id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        var stream = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.StartsWith("retry:", await stream.ReadLineAsync(), StringComparison.Ordinal);
        return stream;
    }

    private static async Task<List<long>> Ids(StreamReader stream, int count)
    {
        var ids = new List<long>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (ids.Count < count && await stream.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                ids.Add(long.Parse(line[4..], System.Globalization.CultureInfo.InvariantCulture));
            }
        }
        return ids;
    }
}
