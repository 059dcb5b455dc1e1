using Strata.Layers.Bus;
using Strata.Sampling;
using Xunit;

namespace Strata.Tests.Sampling;

public sealed class GpuTrendsTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    private readonly GpuTrends _trends = new(TimeSpan.FromMinutes(5));

    [Fact]
    public void Reasons_count_only_while_the_gpu_works()
    {
        Sample(0, 10, utilization: 0.9, reasons: ClockReasons.HardwareThermalSlowdown | ClockReasons.HardwareSlowdown);
        Sample(10, 30, utilization: 0.9);
        Sample(30, 50, utilization: 0, reasons: ClockReasons.HardwareThermalSlowdown);
        var trend = Trend();
        Assert.Equal((50, 30), (trend.Samples, trend.BusySamples));
        Assert.Equal(1.0 / 3, trend.PartHeld(ClockReasons.HardwareThermalSlowdown), 6);
        Assert.Equal(TimeSpan.FromSeconds(10), trend.TimeHeld(ClockReasons.HardwareSlowdown));
        Assert.Equal(0, trend.PartHeld(ClockReasons.SoftwarePowerCap));
    }

    [Fact]
    public void The_link_counts_at_its_best_and_its_speed_only_under_load()
    {
        Sample(0, 5, utilization: 0, generation: 1, width: 16);
        Assert.Equal((null, 16), (Trend().BestBusyGeneration, Trend().BestWidth));
        Sample(5, 6, utilization: 1, generation: 3, width: 16);
        Sample(6, 7, utilization: 1, generation: 4, width: 8);
        Assert.Equal((4, 16), (Trend().BestBusyGeneration, Trend().BestWidth));
    }

    [Fact]
    public void What_is_older_than_the_span_is_forgotten_and_a_gpu_that_went_as_well()
    {
        Sample(0, 10, utilization: 1, reasons: ClockReasons.HardwareSlowdown);
        Sample(400, 410, utilization: 1);
        Assert.Equal((10, 0.0), (Trend().Samples, Trend().PartHeld(ClockReasons.HardwareSlowdown)));
        _trends.Add([], TimeSpan.FromSeconds(1000));
        Assert.Empty(_trends.Of([Status(0, new GpuSample())]));
    }

    [Fact]
    public void The_same_sample_seen_twice_counts_once()
    {
        var status = Status(0, new GpuSample { Utilization = 1 });
        _trends.Add([status], TimeSpan.Zero);
        _trends.Add([status], TimeSpan.FromSeconds(1));
        Assert.Equal(1, Assert.Single(_trends.Of([status])).Samples);
    }

    [Fact]
    public void A_gpu_that_does_not_answer_adds_nothing()
    {
        Sample(0, 3, utilization: 1);
        _trends.Add([Status(3, new GpuSample { Utilization = 1 }) with { Code = 15 }], TimeSpan.FromSeconds(3));
        Assert.Equal(3, Trend().Samples);
    }

    [Theory]
    [InlineData(0.8, 0, false, 0, 1)]
    [InlineData(0.1, 0, true, 0, 0)]
    [InlineData(null, 0, true, 0, 1)]
    [InlineData(null, 8, true, 0, 0)]
    [InlineData(null, 0, false, 0, 0)]
    [InlineData(null, 0, null, 1, 0)]
    [InlineData(null, null, true, 1, 0)]
    public void Without_utilisation_as_under_mig_other_signs_tell_whether_it_works(double? units, int? state, bool? isHeld, int unjudged, int busy)
    {
        var gpu = Status(0, new GpuSample { PerformanceState = state, ClockReasons = ClockReasons.HardwareThermalSlowdown }) with
        {
            Detail = new GpuDetail
            {
                Mig = true, Processes = isHeld switch { null => null, true => [new GpuProcess(7, "compute", null, 1, 0)], false => [] },
                MigDevices = [new MigDevice(0, "MIG-1", 1, 0, "1g.10gb", null, null) { Units = units is null ? null : new UnitActivity { Graphics = units } }],
            },
        };
        _trends.Add([gpu], TimeSpan.Zero);
        Assert.Equal((unjudged, busy), (Trend().UnjudgedHeld, Trend().BusySamples));
    }

    [Fact]
    public void Each_gpu_has_its_own_trend_when_two_carry_one_index()
    {
        Sample(0, 3, utilization: 1);
        var busy = Status(2, new GpuSample());
        var other = busy with { Identity = busy.Identity! with { Uuid = "GPU-other" } };
        var answers = new GpuAnswers(0, null, [other, busy], _trends.Of([other, busy]));
        Assert.Equal((null, 3), (answers.TrendOf(other)?.Samples, answers.TrendOf(busy)?.Samples));
    }

    private GpuTrend Trend() => Assert.Single(_trends.Of([Status(0, new GpuSample())]));

    private void Sample(int from, int to, double utilization, ClockReasons reasons = ClockReasons.None, int? generation = null, int? width = null)
    {
        for (var second = from; second < to; second++)
        {
            var sample = new GpuSample { Utilization = utilization, PerformanceState = utilization > 0 ? 0 : 8, ClockReasons = reasons, Pcie = new PcieSample { Generation = generation, Width = width } };
            _trends.Add([Status(second, sample)], TimeSpan.FromSeconds(second));
        }
    }

    private static GpuStatus Status(int second, GpuSample sample) =>
        new(0) { Code = 0, Identity = new GpuIdentity(0, "GPU-0", new PciAddress(0, 1, 0, 0), "GPU"), Sample = sample, SampledAt = Start.AddSeconds(second) };
}
