using System.Globalization;
using System.Net.Sockets;
using Xunit;

namespace Strata.EndToEnd.Tests;

/// <summary>What the agent answers to those who mean it badly, or say it wrongly.</summary>
public sealed class DoorTests(DoorAgent door) : IClassFixture<DoorAgent>
{
    [Theory]
    [InlineData("/metrics")]
    [InlineData("/healthz")]
    [InlineData("/nothing")]
    public async Task Head_is_answered_as_get_without_a_body(string path)
    {
        using var get = await door.Client.GetAsync(new Uri(door.Agent.Address, path));
        using var connection = new RawHttp(door.Agent.Address);
        connection.Send($"HEAD {path} HTTP/1.1\r\nHost: {door.Host}\r\nConnection: close\r\n\r\n");
        var answer = connection.All();
        Assert.StartsWith($"HTTP/1.1 {(int)get.StatusCode} ", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
        Assert.Equal(1, answer.Split("\r\n\r\n").Count(part => part.Length > 0));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    [InlineData("NONSENSE")]
    public void Other_methods_are_refused_and_told_which_are_not(string method)
    {
        foreach (var path in (string[])["/metrics", "/api/v1/release", "/api/v1/hold", "/nothing"])
        {
            using var connection = new RawHttp(door.Agent.Address);
            connection.Send($"{method} {path} HTTP/1.1\r\nHost: {door.Host}\r\nConnection: close\r\n\r\n");
            var answer = connection.All();
            Assert.StartsWith("HTTP/1.1 405 ", answer, StringComparison.Ordinal);
            Assert.Contains("\r\nAllow: GET, HEAD\r\n", answer, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Host: localhost", 200)]
    [InlineData("Host: LOCALHOST:1", 200)]
    [InlineData("Host: [::1]", 200)]
    [InlineData("Host: 0.0.0.0", 421)]
    [InlineData("Host: attacker.example", 421)]
    [InlineData("Host: localhost.attacker.example", 421)]
    [InlineData("Host: 127.0.0.1.attacker.example", 421)]
    [InlineData("Host:", 421)]
    [InlineData("X-None: 1", 400)]
    [InlineData("Host: localhost\r\nHost: attacker.example", 400)]
    [InlineData("Host: localhost\r\nOrigin: http://localhost:9419", 200)]
    [InlineData("Host: localhost\r\nOrigin: null", 403)]
    [InlineData("Host: localhost\r\nOrigin: http://attacker.example", 403)]
    [InlineData("Host: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors", 403)]
    [InlineData("Host: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate", 200)]
    [InlineData("Host: localhost\r\nSec-Fetch-Site: none\r\nSec-Fetch-Mode: navigate", 200)]
    [InlineData("Host: localhost\r\nContent-Length: 1\r\n\r\nx", 413)]
    [InlineData("Host: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0", 413)]
    [InlineData("Host: localhost\r\nContent-Length: x", 400)]
    [InlineData("Host: localhost\r\nContent-Length: 1\r\nContent-Length: 2", 400)]
    public void A_request_is_answered_only_when_it_means_this_agent(string head, int status)
    {
        foreach (var path in (string[])["/metrics", "/healthz", "/api/v1/sample"])
        {
            Assert.Equal(status, RawHttp.Ask(door.Agent.Address, $"GET {path} HTTP/1.1\r\n{head}\r\n\r\n"));
        }
    }

    [Fact]
    public void Giant_heads_are_refused()
    {
        Assert.Equal(431, RawHttp.Ask(door.Agent.Address, $"GET /metrics HTTP/1.1\r\nHost: {door.Host}\r\nX: {new string('x', 1_000_000)}\r\n\r\n"));
        Assert.Equal(431, RawHttp.Ask(door.Agent.Address, $"GET /metrics HTTP/1.1\r\nHost: {door.Host}\r\n{string.Concat(Enumerable.Repeat("X: 1\r\n", 1000))}\r\n"));
        Assert.Equal(414, RawHttp.Ask(door.Agent.Address, $"GET /{new string('x', 10_000)} HTTP/1.1\r\nHost: {door.Host}\r\n\r\n"));
        Assert.Equal(200, RawHttp.Ask(door.Agent.Address, $"GET /healthz HTTP/1.1\r\nHost: {door.Host}\r\n\r\n"));
    }

    [Fact]
    public void Who_never_ends_a_head_or_never_starts_one_is_closed()
    {
        using var silent = new RawHttp(door.Agent.Address);
        using var slow = new RawHttp(door.Agent.Address);
        slow.Send("GET /metrics HTTP/1.1\r\nHost: localhost\r\nX: ");
        Assert.True(silent.IsClosed());
        Assert.True(slow.IsClosed());
    }

    [Fact]
    public async Task Ten_thousand_connections_leave_the_local_door_open_and_the_other_opens_again()
    {
        List<RawHttp> idle = [];
        try
        {
            for (var i = 0; i < Math.Min(10_000, MostDescriptors() / 2); i++)
            {
                idle.Add(new RawHttp(door.Agent.Address));
            }
            using (var local = new RawHttp(new UnixDomainSocketEndPoint(door.Socket)))
            {
                local.Send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
                Assert.Equal(200, local.Status());
            }
            await door.Answers();
        }
        finally
        {
            idle.ForEach(connection => connection.Dispose());
        }
    }

    private static int MostDescriptors()
    {
        var line = File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        return int.Parse(line["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("/metrics", "localhost")]
    [InlineData("/api/v1/sample", "localhost")]
    [InlineData("/nothing", "localhost")]
    [InlineData("/metrics", "attacker.example")]
    public void Every_answer_forbids_what_it_does_not_need(string path, string host)
    {
        using var connection = new RawHttp(door.Agent.Address);
        connection.Send($"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        var answer = connection.All();
        Assert.Contains("X-Content-Type-Options: nosniff\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Referrer-Policy: no-referrer\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Cache-Control: no-store\r\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\nServer:", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void The_local_socket_serves_all_sets_and_is_closed_to_others()
    {
        using var local = new RawHttp(new UnixDomainSocketEndPoint(door.Socket));
        local.Send("GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        var answer = local.All();
        Assert.Contains("strata_gpu_up{", answer, StringComparison.Ordinal);
        Assert.Contains("DCGM_FI_DEV_", answer, StringComparison.Ordinal);
        Assert.Equal((UnixFileMode)0x1b0, File.GetUnixFileMode(door.Socket));
    }
}
