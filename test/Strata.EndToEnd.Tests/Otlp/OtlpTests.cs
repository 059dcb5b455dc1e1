using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Strata.EndToEnd.Tests.Otlp;

public sealed class OtlpTests
{
    [Fact]
    public async Task A_collector_gets_the_last_sample_under_the_names_of_the_conventions()
    {
        var port = FreePort();
        using var collector = new Collector(port);
        using var library = new FakeLibrary("gpu 0 H100", "uuid 0 GPU-11111111-2222-3333-4444-555555555555");
        using var agent = new RunningAgent($"--library \"{library.Path}\" --interval 0.2 --otlp http://127.0.0.1:{port} --otlp-interval 0.5");

        await WaitFor(() => collector.Pushes.Any(push => Protobuf.NamesOf(push.Body).Contains("hw.power")));
        var (path, type, body) = collector.Pushes.First(push => Protobuf.NamesOf(push.Body).Contains("hw.power"));

        Assert.Equal(("/v1/metrics", "application/x-protobuf"), (path, type));
        var names = Protobuf.NamesOf(body);
        Assert.Superset(
            new HashSet<string>(["hw.gpu.utilization", "hw.gpu.memory.limit", "hw.gpu.memory.usage", "hw.gpu.memory.utilization", "hw.energy", "hw.power", "hw.temperature", "hw.status", "strata_gpu_clock_hertz"], StringComparer.Ordinal),
            names);
        // One name for one thing.
        Assert.DoesNotContain("strata_gpu_power_watts", names);
        Assert.Equal("strata", Protobuf.ResourceOf(body)["service.name"]);
        Assert.Contains("GPU-11111111-2222-3333-4444-555555555555", Encoding.UTF8.GetString(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_that_is_not_there_costs_one_line_and_is_found_when_it_comes()
    {
        var port = FreePort();
        using var library = new FakeLibrary("gpu 0 T4");
        using var agent = new RunningAgent($"--library \"{library.Path}\" --interval 0.2 --otlp http://127.0.0.1:{port}/v1/metrics --otlp-interval 0.3");
        using var client = new HttpClient();
        await WaitFor(() => agent.Log.Any(line => line.Contains("not taken", StringComparison.Ordinal)));
        await Task.Delay(1500);
        await agent.WaitFor(client, text => text.Contains("strata_gpu_up{", StringComparison.Ordinal));
        Assert.Single(agent.Log, line => line.Contains("not taken", StringComparison.Ordinal));

        using var collector = new Collector(port);
        await WaitFor(() => !collector.Pushes.IsEmpty && agent.Log.Any(line => line.Contains("Pushing metrics to", StringComparison.Ordinal)));
    }

    private static async Task WaitFor(Func<bool> isThere)
    {
        for (var watch = Stopwatch.StartNew(); !isThere(); await Task.Delay(100))
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), "what was waited for did not come");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
