using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Strata.EndToEnd.Tests;

public sealed class AgentTests : IDisposable
{
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(5) };

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Every_scrape_is_answered_while_a_gpu_hangs_and_the_others_go_on()
    {
        using var library = new FakeLibrary("gpu 0 H100", "gpu 1 T4");
        using var agent = new RunningAgent($"--library \"{library.Path}\" --interval 0.2");
        var before = await agent.WaitFor(_client, text => text.Contains("strata_gpu_up", StringComparison.Ordinal));
        Assert.Equal(2, Count(before, "strata_gpu_utilization_ratio{"));

        library.Configure("gpu 0 H100", "gpu 1 T4", "hang 0 nvmlDeviceGetPowerUsage 60");
        var hanging = await agent.WaitFor(_client, text => text.Contains("strata_probe_hanging 1\n", StringComparison.Ordinal) && Count(text, "strata_gpu_utilization_ratio{") == 1);

        Assert.Equal(["0", "1"], Values(hanging, "strata_gpu_up{"));
        Assert.Contains("strata_driver_up 1\n", hanging, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scrape_asks_nothing_of_the_driver()
    {
        using var library = new FakeLibrary("gpu 0 H100", "stats calls");
        using var agent = new RunningAgent($"--library \"{library.Path}\" --interval 3600");
        await agent.WaitFor(_client, text => text.Contains("strata_gpu_up", StringComparison.Ordinal));
        var before = library.Calls();
        for (var i = 0; i < 50; i++)
        {
            await agent.Scrape(_client);
        }
        Assert.NotEqual("", before);
        Assert.Equal(before, library.Calls());
    }

    [Fact]
    public async Task A_crash_of_the_library_is_counted_and_survived()
    {
        using var library = new FakeLibrary("gpu 0 H100", "gpu 1 T4", "crash 0 nvmlDeviceGetPowerUsage");
        using var agent = new RunningAgent($"--library \"{library.Path}\" --interval 0.2");
        var text = await agent.WaitFor(_client, text => Count(text, "strata_gpu_utilization_ratio{") == 1);
        Assert.Contains("strata_gpu_up{", text, StringComparison.Ordinal);
        Assert.NotEqual("0", Assert.Single(Values(text, "strata_probe_crashes_total")));
    }

    [Fact]
    public async Task A_driver_that_comes_later_is_taken_up()
    {
        using var library = new FakeLibrary("gpu 0 H100", "init 9");
        using var agent = new RunningAgent($"--library \"{library.Path}\" --interval 0.2");
        await agent.WaitFor(_client, text => text.Contains("strata_driver_up 0\n", StringComparison.Ordinal));
        library.Configure("gpu 0 H100");
        var text = await agent.WaitFor(_client, text => text.Contains("strata_driver_up 1\n", StringComparison.Ordinal));
        Assert.Equal(["1"], Values(text, "strata_gpu_up{"));
    }

    [Fact]
    public async Task A_lost_gpu_is_found_again_and_the_other_goes_on()
    {
        using var library = new FakeLibrary("gpu 0 H100", "gpu 1 T4");
        using var agent = new RunningAgent($"--library \"{library.Path}\" --interval 0.2");
        await agent.WaitFor(_client, text => Values(text, "strata_gpu_up{").SequenceEqual(["1", "1"]));
        library.Configure("gpu 0 H100", "gpu 1 T4", "lost 0");
        await agent.WaitFor(_client, text => Values(text, "strata_gpu_up{").SequenceEqual(["0", "1"]));
        library.Configure("gpu 0 H100", "gpu 1 T4");
        await agent.WaitFor(_client, text => Values(text, "strata_gpu_up{").SequenceEqual(["1", "1"]));
    }

    [Fact]
    public async Task Only_this_host_and_only_reading_is_served()
    {
        using var library = new FakeLibrary("gpu 0 H100");
        using var agent = new RunningAgent($"--library \"{library.Path}\"");
        await agent.WaitFor(_client, text => text.Contains("strata_gpu_up", StringComparison.Ordinal));
        using var foreign = new HttpRequestMessage(HttpMethod.Get, agent.Address) { Headers = { Host = "attacker.example" } };
        using var origin = new HttpRequestMessage(HttpMethod.Get, agent.Address) { Headers = { { "Origin", "http://attacker.example" } } };
        using var change = new HttpRequestMessage(HttpMethod.Post, agent.Address);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await _client.SendAsync(foreign)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await _client.SendAsync(origin)).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await _client.SendAsync(change)).StatusCode);
    }

    [Theory]
    [InlineData("--listen 0.0.0.0:9419")]
    [InlineData("--listen nowhere")]
    [InlineData("--metrics strata,other")]
    [InlineData("--interval 0")]
    [InlineData("--otlp banana")]
    [InlineData("--otlp ftp://127.0.0.1:4318")]
    [InlineData("--otlp http://127.0.0.1:4318 --otlp-interval 0")]
    [InlineData("--listen 127.0.0.1:1 --listen 127.0.0.1:2")]
    [InlineData("--library /nonexistent")]
    public void A_wrong_call_is_one_clear_line(string options)
    {
        var result = Shell.Run("./strata agent " + options);
        Assert.Equal((64, ""), (result.ExitCode, result.Output));
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void An_address_that_is_taken_is_one_clear_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var result = Shell.Run(string.Create(CultureInfo.InvariantCulture, $"./strata agent --listen 127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}"));
        Assert.Equal(75, result.ExitCode);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    private static int Count(string text, string start) => text.Split('\n').Count(line => line.StartsWith(start, StringComparison.Ordinal));

    private static IEnumerable<string> Values(string text, string start) =>
        text.Split('\n').Where(line => line.StartsWith(start, StringComparison.Ordinal)).Select(line => line[(line.LastIndexOf(' ') + 1)..]);
}
