using System.Text.Json;
using Xunit;

namespace Strata.EndToEnd.Tests;

public sealed class DemoTests : IDisposable
{
    private const string Note = "demonstration: these GPUs come of a fake library";

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(5) };

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Every_series_of_every_set_says_that_it_is_a_demonstration()
    {
        using var agent = new RunningAgent("--demo --metrics strata,nvidia_smi,dcgm");
        var text = await agent.WaitFor(_client, text => text.Split('\n').Count(line => line.StartsWith("strata_gpu_temperature_celsius{", StringComparison.Ordinal)) == 8);

        Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#'), line => Assert.Matches("""^[A-Za-z0-9_]+\{(.*,)?demo="1"\} """, line));
        using var json = JsonDocument.Parse(await _client.GetStringAsync(new Uri(agent.Address, "/api/v1/sample")));
        Assert.True(json.RootElement.GetProperty("demo").GetBoolean());
    }

    [Fact]
    public async Task Without_it_nothing_says_so()
    {
        using var library = new FakeLibrary("gpu 0 H100");
        using var agent = new RunningAgent($"--library \"{library.Path}\"");
        var text = await agent.WaitFor(_client, text => text.Contains("strata_gpu_temperature_celsius{", StringComparison.Ordinal));
        Assert.DoesNotContain("demo", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_and_data_say_it_too()
    {
        var list = Shell.Run("./strata gpu list --demo");
        Assert.Equal((0, ""), (list.ExitCode, list.Error));
        Assert.StartsWith("   " + Note, list.Output, StringComparison.Ordinal);
        Assert.Contains(Note, Shell.Run("./strata gpu show 5 --demo --format html").Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(Shell.Run("./strata gpu list --demo --format json").Output);
        Assert.True(json.RootElement.GetProperty("demo").GetBoolean());
    }

    [Fact]
    public void It_leaves_nothing_behind()
    {
        var result = Shell.Run("t=$(mktemp -d) && TMPDIR=$t ./strata gpu list --demo >/dev/null && ls -A \"$t\"; rm -r \"$t\"");
        Assert.Equal((0, ""), (result.ExitCode, result.Output));
    }

    [Fact]
    public void It_does_not_mix_with_a_real_library() => Assert.Equal(64, Shell.Run("./strata gpu list --demo --library strata").ExitCode);

    [Fact]
    public void An_installed_program_without_the_lab_says_what_is_missing()
    {
        var result = Shell.Run("""
            program=$(readlink -f .build/*/strata) && d=$(mktemp -d) && trap 'rm -r "$d"' EXIT &&
            find "$(dirname "$program")" -maxdepth 1 -type f -exec cp -t "$d" {} + && "$d/strata" gpu list --demo
            """);
        Assert.Equal((69, ""), (result.ExitCode, result.Output));
        Assert.Matches("^strata: --demo needs the lab[^\n]*\n$", result.Error);
    }
}
