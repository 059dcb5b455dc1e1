using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Strata.EndToEnd.Tests;

/// <summary>What the agent answers to those who mean it badly, or say it wrongly.</summary>
public sealed class DoorTests : IAsyncLifetime, IDisposable
{
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("strata-");
    private readonly FakeLibrary _library = new("gpu 0 H100", "gpu 1 T4");
    private readonly RunningAgent _agent;

    public DoorTests() => _agent = new RunningAgent($"--library \"{_library.Path}\" --metrics strata,dcgm --socket {Socket}");

    private string Socket => Path.Combine(_folder.FullName, "strata.sock");

    private string Host => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_agent.Address.Port}");

    public Task InitializeAsync() => _agent.WaitFor(_client, text => text.Contains("strata_gpu_up", StringComparison.Ordinal));

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _agent.Dispose();
        _library.Dispose();
        _client.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/healthz")]
    [InlineData("/nothing")]
    public async Task Head_is_answered_as_get_without_a_body(string path)
    {
        using var get = await _client.GetAsync(new Uri(_agent.Address, path));
        using var connection = new RawHttp(_agent.Address);
        connection.Send($"HEAD {path} HTTP/1.1\r\nHost: {Host}\r\nConnection: close\r\n\r\n");
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
            using var connection = new RawHttp(_agent.Address);
            connection.Send($"{method} {path} HTTP/1.1\r\nHost: {Host}\r\nConnection: close\r\n\r\n");
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
            Assert.Equal(status, RawHttp.Ask(_agent.Address, $"GET {path} HTTP/1.1\r\n{head}\r\n\r\n"));
        }
    }

    [Fact]
    public void Giant_heads_are_refused()
    {
        Assert.Equal(431, RawHttp.Ask(_agent.Address, $"GET /metrics HTTP/1.1\r\nHost: {Host}\r\nX: {new string('x', 1_000_000)}\r\n\r\n"));
        Assert.Equal(431, RawHttp.Ask(_agent.Address, $"GET /metrics HTTP/1.1\r\nHost: {Host}\r\n{string.Concat(Enumerable.Repeat("X: 1\r\n", 1000))}\r\n"));
        Assert.Equal(414, RawHttp.Ask(_agent.Address, $"GET /{new string('x', 10_000)} HTTP/1.1\r\nHost: {Host}\r\n\r\n"));
        Assert.Equal(200, RawHttp.Ask(_agent.Address, $"GET /healthz HTTP/1.1\r\nHost: {Host}\r\n\r\n"));
    }

    [Fact]
    public void Who_never_ends_a_head_or_never_starts_one_is_closed()
    {
        using var silent = new RawHttp(_agent.Address);
        using var slow = new RawHttp(_agent.Address);
        slow.Send("GET /metrics HTTP/1.1\r\nHost: localhost\r\nX: ");
        Assert.True(silent.IsClosed());
        Assert.True(slow.IsClosed());
    }

    [Fact]
    public async Task Two_thousand_connections_leave_the_local_door_open_and_the_other_opens_again()
    {
        List<RawHttp> idle = [];
        try
        {
            for (var i = 0; i < 2000; i++)
            {
                idle.Add(new RawHttp(_agent.Address));
            }
            using (var local = new RawHttp(new UnixDomainSocketEndPoint(Socket)))
            {
                local.Send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
                Assert.Equal(200, local.Status());
            }
            await _agent.WaitFor(_client, text => text.Contains("strata_gpu_up", StringComparison.Ordinal));
        }
        finally
        {
            idle.ForEach(connection => connection.Dispose());
        }
    }

    [Theory]
    [InlineData("/metrics", "localhost")]
    [InlineData("/api/v1/sample", "localhost")]
    [InlineData("/nothing", "localhost")]
    [InlineData("/metrics", "attacker.example")]
    public void Every_answer_forbids_what_it_does_not_need(string path, string host)
    {
        using var connection = new RawHttp(_agent.Address);
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
        using var local = new RawHttp(new UnixDomainSocketEndPoint(Socket));
        local.Send("GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        var answer = local.All();
        Assert.Contains("strata_gpu_up{", answer, StringComparison.Ordinal);
        Assert.Contains("DCGM_FI_DEV_", answer, StringComparison.Ordinal);
        Assert.Equal((UnixFileMode)0x1b0, File.GetUnixFileMode(Socket));
    }

    [Fact]
    public async Task The_driver_is_let_go_of_and_taken_up_again_on_request()
    {
        Assert.Single(Children());
        var released = Shell.Run("./strata agent release --socket \"$1\"", Socket);
        Assert.Equal((0, ""), (released.ExitCode, released.Error));
        Assert.Contains("let go of GPU-", released.Output, StringComparison.Ordinal);
        Assert.Empty(Children());
        var held = Shell.Run("./strata agent hold --socket \"$1\"", Socket);
        Assert.Equal((0, "the driver is kept initialised\n"), (held.ExitCode, held.Output));
        await _agent.WaitFor(_client, _ => Children().Length == 1);
    }

    [Fact]
    public void Who_may_not_or_asks_in_vain_is_told_so()
    {
        Assert.Equal(64, Shell.Run("./strata agent release GPU-nobody --socket \"$1\"", Socket).ExitCode);
        Assert.Equal(69, Shell.Run("./strata agent release --socket \"$1\"", Socket + ".none").ExitCode);

        // Somebody else: first kept out by the file's mode, then, let in, by what the kernel says of him.
        const string AsNobody = "setpriv --reuid=65534 --regid=65534 --clear-groups curl -s -o /dev/null -w %{http_code} -X POST --unix-socket \"$1\" http://localhost/api/v1/release";
        File.SetUnixFileMode(_folder.FullName, (UnixFileMode)0x1ed);
        Assert.Equal("000", Shell.Run(AsNobody, Socket).Output);
        File.SetUnixFileMode(Socket, (UnixFileMode)0x1b6);
        Assert.Equal("403", Shell.Run(AsNobody, Socket).Output);
        Assert.Equal("200", Shell.Run(AsNobody.Replace("-X POST", "-X GET", StringComparison.Ordinal).Replace("/api/v1/release", "/metrics", StringComparison.Ordinal), Socket).Output);
    }

    [Fact]
    public void A_socket_has_one_agent_and_a_dead_one_is_replaced()
    {
        var second = Shell.Run("./strata agent --listen 127.0.0.1:1 --library \"$1\" --socket \"$2\"", _library.Path, Socket);
        Assert.Equal(75, second.ExitCode);
        Assert.Contains("already runs", Assert.Single(second.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);

        var path = Path.Combine(_folder.FullName, "dead.sock");
        using (var dead = new RunningAgent($"--library \"{_library.Path}\" --socket {path}"))
        {
            WaitFor(() => File.Exists(path));
            dead.Kill();
        }
        Assert.True(File.Exists(path));
        using var next = new RunningAgent($"--library \"{_library.Path}\" --socket {path}");
        WaitFor(() => Shell.Run("./strata agent hold --socket \"$1\"", path).ExitCode == 0);
    }

    private static void WaitFor(Func<bool> isThere)
    {
        for (var i = 0; i < 300 && !isThere(); i++)
        {
            Thread.Sleep(100);
        }
        Assert.True(isThere());
    }

    private string[] Children() => [.. Directory.EnumerateDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{_agent.ProcessId}/task"))
        .SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))];
}
