using System.Buffers;
using System.Text;
using Strata.Judging;
using Strata.Metrics;
using Xunit;

namespace Strata.Tests.Metrics;

public sealed class DoctorMetricsTests
{
    [Fact]
    public void Each_layer_has_one_standing_and_each_defect_a_series()
    {
        var text = Render(SampleHost.Create());
        Assert.Contains("strata_health_status{status=\"warning\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("strata_layer_status{layer=\"driver\",status=\"warning\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("strata_layer_status{layer=\"driver\",status=\"ok\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("strata_defect{code=\"ST3310\",defect=\"gpu-slowed-by-heat-or-power\",layer=\"driver\",state=\"warning\",subject=\"0000:1b:00.0\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("strata_doctor_last_run_seconds 0.75\n", text, StringComparison.Ordinal);
        Assert.Contains("strata_history_up 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Before_the_first_run_nothing_is_said_of_health()
    {
        var text = Render(SampleHost.Create() with { Health = null, History = null });
        Assert.DoesNotContain("strata_layer_status", text, StringComparison.Ordinal);
        Assert.DoesNotContain("strata_defect", text, StringComparison.Ordinal);
        Assert.DoesNotContain("strata_history", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_history_that_is_in_memory_on_purpose_is_not_called_down()
    {
        var host = SampleHost.Create();
        Assert.DoesNotContain("strata_history_up", Render(host with { History = new HistoryHealth() }), StringComparison.Ordinal);
        Assert.Contains("strata_history_up 0\n", Render(host with { History = new HistoryHealth { IsWanted = true } }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_flood_of_findings_is_bounded_and_the_rest_is_counted()
    {
        var host = SampleHost.Create();
        var one = host.Health!.Report.Findings[0].Finding;
        var many = Enumerable.Range(0, 250).Select(i => new PlacedFinding(one with { Subject = $"package-{i}", State = i == 249 ? State.Fault : State.Warning }, null, []));
        var text = Render(host with { Health = host.Health with { Report = host.Health.Report with { Findings = [.. many] } } });
        Assert.Equal(100, text.Split('\n').Count(line => line.StartsWith("strata_defect{", StringComparison.Ordinal)));
        Assert.Contains("subject=\"package-249\"", text, StringComparison.Ordinal);
        Assert.Contains("strata_defects_not_shown 150\n", text, StringComparison.Ordinal);
    }

    private static string Render(HostSample host)
    {
        var text = new ArrayBufferWriter<byte>();
        Exposition.Write(text, StrataMetrics.Table, host, openMetrics: false);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
