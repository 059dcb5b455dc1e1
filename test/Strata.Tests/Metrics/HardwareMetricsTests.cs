using Strata.Layers.Driver;
using Strata.Metrics;
using Xunit;

namespace Strata.Tests.Metrics;

public sealed class HardwareMetricsTests
{
    [Fact]
    public void What_a_convention_replaces_is_in_the_metric_table_and_is_told_once() => Law.Holds(
        HardwareMetrics.Table.SelectMany(metric => metric.Replaces).Where(name => StrataMetrics.Table.All(metric => metric.Name != name))
            .Concat(HardwareMetrics.Table.SelectMany(metric => metric.Replaces).Where(name => HardwareMetrics.Others.Any(metric => metric.Name == name))));

    [Fact]
    public void Every_series_names_its_gpu_and_what_was_not_told_is_absent()
    {
        var host = SampleHost.Create();
        Assert.All(HardwareMetrics.Table.SelectMany(metric => metric.Read(host)), series => Assert.Contains(series.Labels, label => label is { Name: "hw.id", Value: "GPU-4D2A" or "GPU-1" }));

        var power = HardwareMetrics.Table.Single(metric => metric.Name == "hw.power");
        Assert.Equal(628.5, Assert.Single(power.Read(host)).Value);
    }

    [Fact]
    public void A_gpu_that_does_not_answer_has_failed_and_one_that_is_released_has_no_state()
    {
        var host = SampleHost.Create();
        var status = HardwareMetrics.Table.Single(metric => metric.Name == "hw.status");
        Assert.Equal([("ok", 1.0), ("failed", 0.0), ("ok", 0.0), ("failed", 1.0)], status.Read(host).Select(series => (series.Labels[^1].Value, series.Value)));
        Assert.Empty(status.Read(host with { Gpus = [host.Gpus[0] with { IsReleased = true }] }));
        Assert.Empty(status.Read(host with { Gpus = [host.Gpus[0] with { Code = NvmlCode.NotReady }] }));
    }
}
