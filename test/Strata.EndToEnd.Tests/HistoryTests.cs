using System.Text.Json;
using Xunit;

namespace Strata.EndToEnd.Tests;

public sealed class HistoryTests : IDisposable
{
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("strata-history-");

    public void Dispose()
    {
        _client.Dispose();
        _state.Delete(recursive: true);
    }

    [Fact]
    public async Task What_was_acknowledged_is_there_after_the_agent_was_killed_and_counts_go_on()
    {
        using var library = new FakeLibrary("gpu 0 H100");
        var shown = new List<string>();
        int[] codes = [13, 31, 79];
        for (var round = 1; round <= codes.Length; round++)
        {
            using var agent = new RunningAgent($"--library \"{library.Path}\" --interval 3600", _state.FullName);
            await agent.WaitFor(_client, text => text.Contains("strata_gpu_up{", StringComparison.Ordinal));
            library.Configure(["gpu 0 H100", .. codes[..round].Select(code => $"event 0 8 {code}")]);
            var text = await agent.WaitFor(_client, text =>
                text.Contains($"xid=\"{codes[round - 1]}\"}} 1\n", StringComparison.Ordinal) && text.Contains("strata_history_waiting 0\n", StringComparison.Ordinal));
            Assert.Equal(Enumerable.Repeat(1, round), Xids(text));
            var now = await Events(agent);
            Assert.Equal(shown, now.Take(shown.Count));
            shown = now;
            agent.Kill();
        }
        Assert.Equal(codes.Length, shown.Count(told => told.StartsWith("xid ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_gpu_that_hangs_is_an_event_and_a_fault_of_doctor_and_both_end_with_it()
    {
        using var library = new FakeLibrary("gpu 0 H100", "gpu 1 T4");
        using var agent = new RunningAgent($"--library \"{library.Path}\" --interval 0.5", _state.FullName);
        await agent.WaitFor(_client, text => text.Contains("strata_doctor_runs_total 1\n", StringComparison.Ordinal));
        using var stream = await Follow(agent);

        library.Configure("gpu 0 H100", "gpu 1 T4", "hang 0 nvmlDeviceGetPowerUsage 120");
        var text = await agent.WaitFor(_client, text => text.Contains("strata_defect{code=\"ST3300\"", StringComparison.Ordinal));
        Assert.Contains("strata_health_status{status=\"fault\"} 1\n", text, StringComparison.Ordinal);
        using (var report = JsonDocument.Parse(await _client.GetStringAsync(agent.AddressOf("/api/v1/report"))))
        {
            var cause = report.RootElement.GetProperty("findings").EnumerateArray().Single(finding => finding.GetProperty("defect").GetString() == "driver-call-hangs");
            Assert.Contains("PowerUsage", cause.GetProperty("evidence")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        }

        library.Configure("gpu 0 H100", "gpu 1 T4");
        await agent.WaitFor(_client, text => text.Contains("strata_doctor_runs_total", StringComparison.Ordinal) && !text.Contains("strata_defect{code=\"ST3300\"", StringComparison.Ordinal));
        Assert.Equal(["call-hangs", "finding-came", "call-returned", "finding-went"], (await Kinds(stream, 4)).ToList());
    }

    [Fact]
    public async Task A_wrong_question_about_events_is_one_clear_line()
    {
        using var library = new FakeLibrary("gpu 0 T4");
        using var agent = new RunningAgent($"--library \"{library.Path}\"", _state.FullName);
        await agent.WaitFor(_client, text => text.Contains("strata_gpu_up{", StringComparison.Ordinal));
        using var answer = await _client.GetAsync(agent.AddressOf("/api/v1/events?after=yesterday"));
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Single((await answer.Content.ReadAsStringAsync()).TrimEnd('\n').Split('\n'));
    }

    private async Task<List<string>> Events(RunningAgent agent)
    {
        using var document = JsonDocument.Parse(await _client.GetStringAsync(agent.AddressOf("/api/v1/events?limit=1000")));
        return [.. document.RootElement.GetProperty("events").EnumerateArray().Select(told => $"{told.GetProperty("kind")} {told.GetProperty("id")} {told.GetProperty("at")} {told.GetProperty("text")}")];
    }

    private async Task<StreamReader> Follow(RunningAgent agent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, agent.AddressOf("/api/v1/events")) { Headers = { { "Accept", "text/event-stream" } } };
        var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new StreamReader(await answer.Content.ReadAsStreamAsync());
    }

    private static async Task<List<string>> Kinds(StreamReader stream, int count)
    {
        var kinds = new List<string>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (kinds.Count < count && await stream.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                kinds.Add(line["event: ".Length..]);
            }
        }
        return kinds;
    }

    private static IEnumerable<int> Xids(string text) => text.Split('\n').Where(line => line.StartsWith("strata_xid_events_total{", StringComparison.Ordinal))
        .Select(line => int.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture));
}
