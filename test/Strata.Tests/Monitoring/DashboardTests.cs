using System.Text.Json;
using Strata.Lab.Monitoring;
using Xunit;

namespace Strata.Tests.Monitoring;

public sealed class DashboardTests
{
    public static TheoryData<string> Uids => [.. Dashboard.All.Select(dashboard => dashboard.Uid)];

    [Fact]
    public void Identities_are_those_that_others_link_to() => Assert.Equal(["strata-node", "strata-gpu"], Dashboard.All.Select(dashboard => dashboard.Uid));

    [Theory]
    [MemberData(nameof(Uids))]
    public void Panels_have_numbers_of_their_own_and_do_not_cover_each_other(string uid)
    {
        var panels = Panels(uid);
        Assert.Equal(panels.Count, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        var places = panels.Select(panel => panel.GetProperty("gridPos")).Select(place => (X: Number(place, "x"), Y: Number(place, "y"), W: Number(place, "w"), H: Number(place, "h"))).ToList();
        Assert.All(places, place => Assert.InRange(place.X + place.W, 1, 24));
        for (var i = 0; i < places.Count; i++)
        {
            for (var k = i + 1; k < places.Count; k++)
            {
                var (a, b) = (places[i], places[k]);
                Assert.False(a.X < b.X + b.W && b.X < a.X + a.W && a.Y < b.Y + b.H && b.Y < a.Y + a.H, $"panels {i} and {k}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Uids))]
    public void Nothing_is_bound_to_one_data_source_or_one_host(string uid)
    {
        foreach (var panel in Panels(uid).Where(panel => panel.GetProperty("type").GetString() != "row"))
        {
            Assert.Equal("${datasource}", panel.GetProperty("datasource").GetProperty("uid").GetString());
            Assert.NotEmpty(panel.GetProperty("title").GetString()!);
            Assert.All(panel.GetProperty("targets").EnumerateArray(), target => Assert.Contains("$instance", target.GetProperty("expr").GetString(), StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("strata_gpu_persistence_mode", false)]
    [InlineData("strata_gpu_ecc_mode", false)]
    [InlineData("strata_gpu_mig_mode", false)]
    [InlineData("strata_gpu_fabric_state", false)]
    [InlineData("strata_gpu_clocks_held_back", false)]
    [InlineData("strata_gpu_row_remap_pending", true)]
    [InlineData("strata_gpu_row_remap_failed", true)]
    [InlineData("strata_gpu_hanging", true)]
    [InlineData("strata_gpu_recovery_action", true)]
    public void Only_a_state_that_is_bad_is_red(string metric, bool isRed)
    {
        var panel = Panels("strata-gpu").Single(panel => panel.TryGetProperty("description", out var description) && description.GetString() == metric);
        var colours = panel.GetProperty("fieldConfig").GetProperty("defaults").GetProperty("thresholds").GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("color").GetString());
        Assert.Equal(isRed, colours.Contains("red"));
    }

    [Theory]
    [InlineData("strata_gpu_power_watts", "watt")]
    [InlineData("strata_gpu_energy_joules_total", "watt")]
    [InlineData("strata_gpu_pcie_sent_bytes_total", "Bps")]
    [InlineData("strata_gpu_memory_used_bytes", "bytes")]
    [InlineData("strata_gpu_slowdown_seconds_total", "percentunit")]
    [InlineData("strata_gpu_performance_state", "short")]
    public void The_unit_follows_from_the_name(string metric, string unit) => Assert.Equal(unit, MetricPanels.UnitOf(metric));

    [Fact]
    public void A_panel_of_no_metric_is_refused() => Assert.Throws<ArgumentException>(() => MetricPanels.Lines("strata_gpu_wats"));

    private static List<JsonElement> Panels(string uid)
    {
        using var json = JsonDocument.Parse(DashboardFile.Render(Dashboard.All.Single(dashboard => dashboard.Uid == uid)));
        return [.. json.RootElement.GetProperty("panels").EnumerateArray().Select(panel => panel.Clone())];
    }

    private static int Number(JsonElement place, string name) => place.GetProperty(name).GetInt32();
}
