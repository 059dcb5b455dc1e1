using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Strata.Linux.Tests.Peers;

namespace Strata.EndToEnd.Tests.Prometheus;

public sealed partial class PrometheusTests
{
    // Every board of the lab, one of them split, one with processes, at once.
    private static readonly string[] Boards =
    [
        "gpu 0 T4", "gpu 1 A100", "gpu 2 H100", "gpu 3 H200", "gpu 4 L40S", "gpu 5 RTX4090", "gpu 6 B200", "gpu 7 GB200",
        "mig 2 3g.40gb 1g.10gb*2", "process 3 4242 compute 512 trainer", "process 3 4243 graphics unknown",
    ];

    [PeerFact("promtool")]
    public void The_rules_are_right_for_promtool_and_each_alert_does_what_its_tests_say()
    {
        var promtool = Peer.Find("promtool")!;
        var check = Shell.Run("\"$1\" check rules packaging/prometheus/strata.rules.yml", promtool);
        Assert.True(check.ExitCode == 0, check.Output + check.Error);
        var test = Shell.Run("cd packaging/prometheus/tests && \"$1\" test rules *.yml", promtool);
        Assert.True(test.ExitCode == 0, test.Output + test.Error);
    }

    [PeerFact("promtool")]
    public void A_test_of_the_rules_fails_when_a_rule_is_wrong()
    {
        var folder = Directory.CreateTempSubdirectory("strata-rules-");
        try
        {
            Shell.Run("cp -r packaging/prometheus/. \"$1\"", folder.FullName);
            var rules = Path.Combine(folder.FullName, "strata.rules.yml");
            // The fault of old: what programs hold against all of the board, and a threshold that half of it passes.
            File.WriteAllText(rules, File.ReadAllText(rules).Replace("strata:gpu_memory_used:ratio > 0.98", "strata:gpu_memory_used:ratio > 0.48", StringComparison.Ordinal));
            Assert.NotEqual(0, Shell.Run("cd \"$2\" && \"$1\" test rules gpu.yml", Peer.Find("promtool")!, Path.Combine(folder.FullName, "tests")).ExitCode);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [PeerFact("promtool")]
    public void Prometheus_understands_every_expression_of_the_dashboards()
    {
        var expressions = Directory.EnumerateFiles(Path.Combine(Shell.Root, "packaging/grafana"), "*.json").SelectMany(ExpressionsOf).ToList();
        Assert.InRange(expressions.Count, 50, 1000);
        var rules = new StringBuilder("groups:\n  - name: dashboards\n    rules:\n");
        foreach (var (number, expression) in expressions.Index())
        {
            // What Grafana puts in place of its variables.
            var filled = expression.Replace("$__rate_interval", "1m", StringComparison.Ordinal).Replace("$job", ".*", StringComparison.Ordinal).Replace("$instance", ".*", StringComparison.Ordinal).Replace("$uuid", ".*", StringComparison.Ordinal);
            Assert.DoesNotContain('$', filled);
            rules.Append(System.Globalization.CultureInfo.InvariantCulture, $"      - record: dashboard:expression:{number}\n        expr: {JsonSerializer.Serialize(filled)}\n");
        }
        var result = WithFile(rules.ToString(), "\"$1\" check rules \"$2\"");
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }

    [PeerFact("promtool")]
    public async Task Promtool_has_nothing_to_say_about_the_metrics_of_any_board()
    {
        using var library = new FakeLibrary(Boards);
        using var agent = new RunningAgent($"--library \"{library.Path}\" --interval 0.5");
        using var client = new HttpClient();
        var text = await agent.WaitFor(client, text => text.Contains("strata_mig_memory_used_bytes", StringComparison.Ordinal) && text.Contains("pid=\"4242\"", StringComparison.Ordinal));

        Assert.Equal(8, text.Split('\n').Count(line => line.StartsWith("strata_gpu_up{", StringComparison.Ordinal)));
        var result = Check(text);
        Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Error));
        Assert.Empty(Noise().Matches(text));
        Assert.NotEqual(0, Check("strata_broken_total{} nothing\n").ExitCode);
    }

    [PeerFact("prometheus")]
    public async Task An_alert_fires_for_an_injected_fault_and_ends_with_it()
    {
        using var library = new FakeLibrary("gpu 0 H100", "gpu 1 T4", "gpu 2 T4", "lost 2");
        using var agent = new RunningAgent($"--library \"{library.Path}\" --interval 0.2 --metrics strata,nvidia_smi,dcgm");
        using var prometheus = new RunningPrometheus(agent.Address);

        // Lost before it told who it is.
        await prometheus.WaitForAlerts(["gpu"], "StrataGpuLost 2");
        Assert.Equal("1", await prometheus.WaitForValue("up", _ => true));
        Assert.NotEqual("0", await prometheus.WaitForValue("count(DCGM_FI_DEV_GPU_TEMP) + count(nvidia_smi_gpu_info) + count(strata_gpu_info)", _ => true));

        library.Configure("gpu 0 H100", "gpu 1 T4", "gpu 2 T4");
        await prometheus.WaitForAlerts([]);

        library.Configure("gpu 0 H100", "gpu 1 T4", "gpu 2 T4", "event 1 8 79", "set 0 recovery_action 1");
        await prometheus.WaitForAlerts(["gpu", "xid"], "StrataRecoveryActionAsked 0 -", "StrataXidCritical - 79");
    }

    [PeerFact("prometheus")]
    public async Task An_agent_that_is_gone_is_missed()
    {
        using var library = new FakeLibrary("gpu 0 T4");
        var agent = new RunningAgent($"--library \"{library.Path}\" --interval 0.2");
        using var prometheus = new RunningPrometheus(agent.Address);
        using (agent)
        {
            await prometheus.WaitForValue("strata_build_info", value => value == "1");
        }
        await prometheus.WaitForAlerts(["job"], "StrataAgentAbsent -", "StrataAgentDown strata");
    }

    private static ShellResult Check(string text) => WithFile(text, "\"$1\" check metrics <\"$2\"");

    private static IEnumerable<string> ExpressionsOf(string file)
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(file));
        return [.. from panel in dashboard.RootElement.GetProperty("panels").EnumerateArray()
                   where panel.TryGetProperty("targets", out _)
                   from target in panel.GetProperty("targets").EnumerateArray()
                   select target.GetProperty("expr").GetString()!];
    }

    private static ShellResult WithFile(string text, string line)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, text);
            return Shell.Run(line, Peer.Find("promtool")!, file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    // 70.00000000000001 and 69.99999999999999: what a rounding too many leaves behind.
    [GeneratedRegex(@"^strata_gpu_.* \d*\.\d*(?:0{6,}|9{6,})\d*$", RegexOptions.Multiline)]
    private static partial Regex Noise();
}
