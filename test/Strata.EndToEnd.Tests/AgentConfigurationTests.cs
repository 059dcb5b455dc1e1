using Xunit;

namespace Strata.EndToEnd.Tests;

public sealed class AgentConfigurationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("strata-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("interval: 2s\n", "", 0)]
    [InlineData("interval: 2s\nintervall: 3s\n", "", 65)]
    [InlineData("interval: 2s\n", "--interval 0", 64)]
    [InlineData("a: &a [x, x]\nb: [*a, *a]\n", "", 65)]
    [InlineData("listen: 0.0.0.0:9419\n", "", 64)]
    [InlineData("listen: 0.0.0.0:9419\n", "--listen 127.0.0.1:9419", 0)]
    [InlineData("listen: 0.0.0.0:9419\nallow_remote: true\n", "", 0)]
    [InlineData("web_config: /nonexistent\n", "", 65)]
    [InlineData("listen: [127.0.0.1:1, 127.0.0.1:2]\n", "", 65)]
    [InlineData("listen: [127.0.0.1:1, 127.0.0.1:2]\n", "--metrics strata,dcgm", 0)]
    [InlineData("listen: [127.0.0.1:1, 127.0.0.1:2]\n", "--listen 127.0.0.1:1", 0)]
    [InlineData("metrics: [strata, dcgm]\n", "--listen 127.0.0.1:1 --listen 127.0.0.1:2 --listen 127.0.0.1:3", 64)]
    public void A_file_is_good_or_one_clear_line(string text, string options, int code)
    {
        var file = Path.Combine(_folder.FullName, "agent.yaml");
        File.WriteAllText(file, text);
        var result = Shell.Run($"./strata agent --check --config \"$1\" {options}", file);
        Assert.Equal(code, result.ExitCode);
        Assert.Equal(code == 0 ? "the configuration is good\n" : "", result.Output);
        if (code == 65)
        {
            Assert.StartsWith($"strata: {file}:", Assert.Single(result.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_that_is_named_and_not_there_is_a_wrong_call() =>
        Assert.Equal(64, Shell.Run("./strata agent --check --config /nonexistent").ExitCode);

    [SystemdFact]
    public void A_file_that_is_there_and_may_not_be_read_is_not_passed_over()
    {
        var result = Shell.Run("""
            d=$(mktemp -d) && trap 'rmdir "$d"' EXIT && unshare --mount bash -c '
              mount -t tmpfs t "$1" && mkdir "$1/u" "$1/w" && mount -t overlay o -o "lowerdir=/etc,upperdir=$1/u,workdir=$1/w" /etc &&
              mkdir -p /etc/strata && chmod 750 /etc/strata && echo "interval: 2s" >/etc/strata/agent.yaml &&
              install -m 755 .build/*/strata "$1" && chmod 755 "$1" &&
              ./strata agent --check && setpriv --reuid=65534 --regid=65534 --clear-groups "$1/strata" agent --check' bash "$d"
            """);
        Assert.Equal((77, "the configuration is good\n"), (result.ExitCode, result.Output));
        Assert.StartsWith("strata: /etc/strata/agent.yaml: permission denied;", Assert.Single(result.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void The_example_has_every_key()
    {
        var file = Path.Combine(_folder.FullName, "agent.yaml");
        File.WriteAllText(file, "unknown: 1\n");
        var error = Shell.Run("./strata agent --check --config \"$1\"", file).Error;
        var known = error[(error.IndexOf("known are ", StringComparison.Ordinal) + "known are ".Length)..].Trim().Split(", ");
        var example = File.ReadAllLines(Path.Combine(Shell.Root, "docs", "agent.yaml"));
        Assert.NotEmpty(known);
        Assert.Equal(known.Order(StringComparer.Ordinal), example.Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(':')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_running_agent_does_as_the_file_says_and_the_command_line_wins()
    {
        using var library = new FakeLibrary("gpu 0 H100");
        var file = Path.Combine(_folder.FullName, "agent.yaml");
        File.WriteAllText(file, $"listen: 127.0.0.1:1\nmetrics: dcgm\ninterval: 200ms\nlibrary: {library.Path}\n");
        using var agent = new RunningAgent($"--config {file}");
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var text = await agent.WaitFor(client, text => text.Contains("DCGM_FI_DEV_", StringComparison.Ordinal));
        Assert.DoesNotContain("strata_gpu_up", text, StringComparison.Ordinal);
    }
}
