using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Judging;
using Strata.Lab.Monitoring;
using Strata.Layers.Driver.Xid;
using Strata.Metrics;
using Strata.Rendering;
using Xunit;

namespace Strata.Tests.Monitoring;

public sealed partial class RulesFileTests
{
    // Prometheus makes these itself.
    private static readonly ImmutableHashSet<string> Own = ["up", "ALERTS"];

    private static readonly ImmutableHashSet<string> Known =
        [.. StrataMetrics.Table.Select(metric => metric.Name), .. Recordings.All.Select(recording => recording.Name), .. Own];

    private static IEnumerable<Alert> Alerts => RulesFile.Groups.SelectMany(group => group.Alerts);

    private static IEnumerable<string> Expressions =>
        Alerts.Select(alert => alert.Expression).Concat(Recordings.All.Select(recording => recording.Expression)).Concat(Dashboard.All.SelectMany(dashboard => dashboard.Expressions));

    [Fact]
    public void The_files_are_fresh() => Assert.Equal(0, MonitoringCommand.Run(Checkout.Root, check: true));

    [Fact]
    public void Every_expression_asks_only_for_what_there_is() =>
        Law.Holds(from expression in Expressions from name in PromNames.Of(expression) where !Known.Contains(name) select $"{name} in {expression}");

    [Fact]
    public void Every_metric_is_on_a_dashboard_or_in_an_alert()
    {
        var used = Expressions.SelectMany(PromNames.Of).ToHashSet(StringComparer.Ordinal);
        Law.Holds(StrataMetrics.Table.Select(metric => metric.Name).Where(name => !used.Contains(name)));
    }

    [Fact]
    public void Every_alert_fires_in_a_test_of_promtool()
    {
        var tests = string.Concat(Directory.EnumerateFiles(Checkout.PathOf("packaging/prometheus/tests"), "*.yml").Select(File.ReadAllText));
        Law.Holds(Alerts.Select(alert => alert.Name).Where(name => !Regex.IsMatch(tests, $"labels: '[^']*alertname=\"{name}\"")));
    }

    [Fact]
    public void An_alert_has_a_name_of_its_own_a_known_severity_and_words_about_itself()
    {
        Assert.Equal(Alerts.Count(), Alerts.DistinctBy(alert => alert.Name).Count());
        Assert.All(Alerts, alert =>
        {
            Assert.Contains(alert.Severity, (string[])["critical", "warning", "info"]);
            Assert.Matches("^[0-9]+m$", alert.For);
            Assert.EndsWith(".", alert.Summary, StringComparison.Ordinal);
            Assert.EndsWith(".", alert.Description, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_command_of_an_alert_names_a_layer_that_there_is() =>
        Law.Holds(Alerts.Select(alert => LayerOption().Match(alert.Runbook)).Where(layer => layer.Success && !layer.Groups["name"].Value.StartsWith("{{", StringComparison.Ordinal) && !Enum.GetValues<Layer>().Any(known => Names.Of(known) == layer.Groups["name"].Value))
            .Select(layer => layer.Value));

    [Fact]
    public void An_xid_is_in_one_list_and_a_code_that_nobody_knows_yet_warns()
    {
        var critical = Codes("StrataXidCritical");
        var quiet = Codes("StrataXidWarning");
        Assert.Contains("79", critical);
        Assert.Contains("48", critical);
        Assert.Subset(quiet, critical);
        Assert.Contains("13", quiet);
        Assert.DoesNotContain("63", quiet);
        Assert.DoesNotContain("999", quiet);
        Assert.All(quiet, code => Assert.NotNull(XidCatalogue.Find(code)));
    }

    [Theory]
    [InlineData("sum by (job, instance) (rate(a_total{x=\"b_total\"}[5m])) > 8", "a_total")]
    [InlineData("(a == 0) and on (job, c) (count by (job) (count_over_time(b[1d])))", "a,b")]
    [InlineData("a:b:c{x=~\"d|e\"} * on (u) group_left (gpu, name) f_info unless g or vector(0)", "a:b:c,f_info,g")]
    [InlineData("rate(a[$__rate_interval] offset 5m) * 1e3 > bool 5", "a")]
    [InlineData("time() - a > 60 + 5 * b", "a,b")]
    public void Names_are_found_in_an_expression(string expression, string names) =>
        Assert.Equal(names.Split(','), PromNames.Of(expression));

    private static HashSet<string> Codes(string alert) =>
        [.. CodeList().Match(Alerts.Single(one => one.Name == alert).Expression).Groups["codes"].Value.Split('|')];

    [GeneratedRegex(@"--layer (?<name>\S+)")]
    private static partial Regex LayerOption();

    [GeneratedRegex(@"xid[=!]~""(?<codes>[^""]*)""")]
    private static partial Regex CodeList();
}
