using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Strata.EndToEnd.Tests;

/// <summary><c>/api/v1/sample</c> of a running agent, with processes of this host and a real probe.</summary>
public sealed class SampleEndpointTests : IDisposable
{
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(5) };

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_process_is_told_with_its_owner_and_a_number_without_process_alone()
    {
        using var sleep = Process.Start("sleep", "300");
        try
        {
            using var library = new FakeLibrary("gpu 0 H100", string.Create(CultureInfo.InvariantCulture, $"process 0 {sleep.Id} compute 512"), "process 0 4194303 compute 256");
            using var agent = new RunningAgent($"--library \"{library.Path}\" --interval 0.2");
            var processes = await Wait(agent, gpu => gpu.GetProperty("detail") is { ValueKind: JsonValueKind.Object } detail ? detail.GetProperty("processes") : null);
            Assert.Equal(("sleep", Environment.UserName), (processes[0].GetProperty("name").GetString(), processes[0].GetProperty("user").GetString()));
            Assert.Equal((4194303, JsonValueKind.Null), (processes[1].GetProperty("process").GetInt32(), processes[1].GetProperty("name").ValueKind));
        }
        finally
        {
            sleep.Kill();
        }
    }

    [Fact]
    public async Task The_units_of_a_hopper_are_told_and_those_of_a_turing_are_null()
    {
        using var library = new FakeLibrary("gpu 0 H100", "gpu 1 T4");
        using var agent = new RunningAgent($"--library \"{library.Path}\" --interval 0.2");
        var tensor = await Wait(agent, gpu => gpu.GetProperty("sample") is { ValueKind: JsonValueKind.Object } sample
            && sample.GetProperty("units") is { ValueKind: JsonValueKind.Object } units ? units.GetProperty("tensor") : null);
        Assert.InRange(tensor.GetDouble(), 0, 1);
        using var document = JsonDocument.Parse(await _client.GetStringAsync(new Uri(agent.Address, "/api/v1/sample")));
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("gpus")[1].GetProperty("sample").GetProperty("units").ValueKind);
    }

    private async Task<JsonElement> Wait(RunningAgent agent, Func<JsonElement, JsonElement?> look)
    {
        await agent.WaitFor(_client, text => text.Contains("strata_gpu_up{", StringComparison.Ordinal));
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(30); await Task.Delay(100))
        {
            using var document = JsonDocument.Parse(await _client.GetStringAsync(new Uri(agent.Address, "/api/v1/sample")));
            if (document.RootElement.GetProperty("gpus")[0] is var gpu && look(gpu) is { } found)
            {
                return found.Clone();
            }
        }
        Assert.Fail("what was waited for did not come");
        return default;
    }
}
