using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Layers.Driver;
using Strata.Metrics;
using Strata.Sampling;
using Strata.Sampling.History;
using Strata.Tests.Rendering;
using Xunit;

namespace Strata.Tests.Sampling.History;

public sealed class SampleHistoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 4, 5, 0, 0, TimeSpan.Zero);

    private readonly SampleHistory _history = new();

    [Fact]
    public void A_spike_of_one_second_is_still_seen_after_an_hour()
    {
        for (var second = 0; second < 3600; second++)
        {
            Tick(second, new GpuSample { PowerWatts = second == 1000 ? 700 : 100 });
        }
        var curve = Trace(3600, 30).Power;

        var spike = Assert.Single(curve.Buckets, bucket => bucket.Maximum > 100);
        Assert.Equal((100, 700), (spike.Minimum, spike.Maximum));
        Assert.InRange(spike.Mean, 100.1, 110);
        Assert.Equal(700, curve.Whole.Maximum);
        Assert.Equal(100, curve.Last);
    }

    [Fact]
    public void What_was_not_told_is_a_gap_and_zero_is_a_value()
    {
        for (var second = 0; second < 300; second++)
        {
            Tick(second, new GpuSample { Utilization = second < 100 ? 0 : second < 200 ? null : 0.5, ClockReasons = second < 100 ? ClockReasons.None : null });
        }
        var trace = Trace(299, 5);

        Assert.Equal(0, trace.Utilization.Buckets[0].Maximum);
        Assert.Equal(0, trace.Utilization.Whole.Minimum);
        Assert.Equal([false, false, true, false, false], trace.Utilization.Buckets.Select(bucket => bucket.IsGap));
        Assert.True(trace.Temperature.Whole.IsGap);
        Assert.True(float.IsNaN(trace.Temperature.Last));
        Assert.Equal(ClockReasons.None, trace.States[0].Reasons);
        Assert.Null(trace.States[^1].Reasons);
        Assert.Empty(trace.Reasons);
    }

    [Fact]
    public void A_gpu_that_is_silent_has_no_values_though_its_last_answer_is_still_published()
    {
        Tick(0, new GpuSample { Celsius = 50 });
        for (var second = 1; second < 60; second++)
        {
            _history.Add(Host(second, Gpu(0, new GpuSample { Celsius = 50 }) with { Code = NvmlCode.Timeout }));
        }
        var trace = Trace(60, 60);

        Assert.Single(trace.Temperature.Buckets, bucket => !bucket.IsGap);
        Assert.Equal((1, 59), (trace.States.Sum(state => state.Answered), trace.States.Sum(state => state.Silent)));
        Assert.Equal(1 / 60.0, trace.Answered!.Value, 6);
    }

    [Fact]
    public void A_sample_that_is_published_again_is_not_a_second_one()
    {
        Tick(0, new GpuSample { Celsius = 50 });
        _history.Add(Host(0, Gpu(0, new GpuSample { Celsius = 50 })) with { TakenAt = Start.AddMilliseconds(300) });
        Assert.Equal(1, _history.Count);
        Tick(1, new GpuSample { Celsius = 51 });
        Assert.Equal(2, _history.Count);
    }

    [Fact]
    public void The_ring_holds_the_last_ticks_and_no_more()
    {
        for (var second = 0; second < 10_000; second++)
        {
            Tick(second, new GpuSample { PowerWatts = second });
            Assert.InRange(_history.Count, 1, SampleHistory.MostTicks);
        }
        var curve = Trace(10_000, 60).Power;

        Assert.Equal(9999, curve.Last);
        Assert.Equal(9999, curve.Whole.Maximum);
        Assert.InRange(curve.Whole.Minimum, 6400, 6460);
        var known = curve.Buckets.Where(bucket => !bucket.IsGap).ToList();
        Assert.Equal(known.OrderBy(bucket => bucket.Mean), known);
    }

    [Fact]
    public void A_clock_that_is_set_back_forgets_what_would_lie_in_the_future()
    {
        for (var second = 0; second < 100; second++)
        {
            Tick(second, new GpuSample { PowerWatts = second });
        }
        Tick(50, new GpuSample { PowerWatts = 1000 });

        Assert.Equal(51, _history.Count);
        Assert.Equal(1000, Trace(50, 60).Power.Last);
        Assert.DoesNotContain(Trace(50, 60).Power.Buckets, bucket => bucket.Maximum is > 49 and < 100);
    }

    [Fact]
    public void A_clock_that_is_set_forward_leaves_nothing_of_before()
    {
        Tick(0, new GpuSample { PowerWatts = 1 });
        Tick(1_000_000_000, new GpuSample { PowerWatts = 2 });

        Assert.Equal(1, _history.Count);
        Assert.Equal(2, Trace(1_000_000_000, 60).Power.Whole.Minimum);
    }

    [Fact]
    public void The_same_ticks_stand_in_the_same_stretch_a_second_later()
    {
        for (var second = 0; second < 1000; second++)
        {
            Tick(second, new GpuSample { PowerWatts = second % 17 });
        }
        var now = Trace(1000, 30).Power.Buckets;
        var later = Trace(1001, 30).Power.Buckets;

        Assert.Equal(now.ToArray(), later.ToArray());
    }

    [Fact]
    public void The_window_is_as_short_as_the_history_lets_it_be()
    {
        Tick(0, new GpuSample());
        Assert.Equal(TimeSpan.FromMinutes(5), Length(60));
        Assert.Equal(TimeSpan.FromMinutes(15), Length(400));
        Assert.Equal(TimeSpan.FromMinutes(30), Length(1000));
        Assert.Equal(TimeSpan.FromHours(1), Length(3000));
        Assert.Equal(TimeSpan.FromHours(1), Length(300_000));

        TimeSpan Length(int second) => _history.Window(Start.AddSeconds(second), 60) is var window ? window.Until - window.From : default;
    }

    [Fact]
    public void Reasons_and_performance_states_are_told_as_shares()
    {
        for (var second = 0; second < 200; second++)
        {
            Tick(second, new GpuSample { ClockReasons = second < 50 ? ClockReasons.SoftwarePowerCap | ClockReasons.HardwareSlowdown : second < 100 ? ClockReasons.SoftwarePowerCap : ClockReasons.None, PerformanceState = second < 20 ? 8 : 0 });
        }
        var trace = Trace(200, 60);

        Assert.Equal([(ClockReasons.SoftwarePowerCap, 0.5), (ClockReasons.HardwareSlowdown, 0.25)], trace.Reasons.ToArray());
        Assert.Equal([(0, 0.9), (8, 0.1)], trace.PerformanceStates.ToArray());
        Assert.Contains(trace.States, state => state is { Fastest: 0, Slowest: 8 } or { Fastest: 8, Slowest: 8 });
    }

    [Fact]
    public void The_worst_verdict_of_a_stretch_and_the_time_in_the_driver_are_kept()
    {
        for (var second = 0; second < 120; second++)
        {
            _history.Add(Host(second, Gpu(second, new GpuSample())) with
            {
                Health = second < 5 ? null : new HealthCheck(Start, TimeSpan.Zero, second == 60 ? SampleReports.Fault() : SampleReports.Ok()),
                Probe = new ProbeHealth { Calls = second * 10, Seconds = second * 0.004 },
            });
        }
        var window = _history.Window(Start.AddSeconds(120), 5);

        Assert.Contains(Status.Fault, window.Verdicts);
        Assert.Contains(Status.Ok, window.Verdicts);
        Assert.Equal(0.004, window.DriverSeconds.Whole.Mean, 4);
    }

    [Fact]
    public void Counters_that_start_anew_are_no_time_in_the_driver()
    {
        _history.Add(Host(0, Gpu(0, new GpuSample())) with { Probe = new ProbeHealth { Calls = 1000, Seconds = 9 } });
        _history.Add(Host(1, Gpu(1, new GpuSample())) with { Probe = new ProbeHealth { Calls = 10, Seconds = 0.1 } });

        Assert.True(_history.Window(Start.AddSeconds(1), 60).DriverSeconds.Whole.IsGap);
    }

    [Fact]
    public void A_host_with_ever_new_gpus_does_not_grow_without_end()
    {
        for (var second = 0; second < 500; second++)
        {
            _history.Add(Host(second, Gpu(second, new GpuSample { PowerWatts = 1 }, $"GPU-{second}")));
        }
        Assert.Equal(SampleHistory.MostGpus, _history.Window(Start.AddSeconds(500), 60).Gpus.Count);
        _history.Add(Host(7200, Gpu(7200, new GpuSample { PowerWatts = 1 }, "GPU-new")));
        Assert.Equal(["GPU-new"], _history.Window(Start.AddSeconds(7200), 60).Gpus.Keys);
    }

    private void Tick(int second, GpuSample sample) => _history.Add(Host(second, Gpu(second, sample)));

    private GpuTrace Trace(int second, int buckets) => _history.Window(Start.AddSeconds(second), buckets).Gpus["GPU-0"];

    private static HostSample Host(int second, GpuStatus gpu) => new(Start.AddSeconds(second), "1", "node7") { Gpus = [gpu] };

    private static GpuStatus Gpu(int second, GpuSample sample, string uuid = "GPU-0") => new(0)
    {
        Code = NvmlCode.Success, Identity = new GpuIdentity(0, uuid, new PciAddress(0, 1, 0, 0), "T4"), Sample = sample, SampledAt = Start.AddSeconds(second),
    };
}
