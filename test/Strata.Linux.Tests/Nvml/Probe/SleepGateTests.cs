using Strata.Linux.Nvml.Probe;

namespace Strata.Linux.Tests.Nvml.Probe;

public sealed class SleepGateTests
{
    private readonly ManualClock _clock = new();
    private readonly SleepGate _gate;

    public SleepGateTests() => _gate = new SleepGate(2, new BackOff(TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), _clock));

    [Fact]
    public void A_gpu_that_sleeps_is_left_alone_until_somebody_else_wakes_it()
    {
        _gate.Look(GpuPower.Asleep);
        Assert.True(_gate.IsClosed);
        _gate.Look(GpuPower.Awake);
        Assert.False(_gate.IsClosed);
    }

    [Fact]
    public void An_idle_gpu_is_let_go_of_and_not_taken_up_before_it_slept()
    {
        BecomeIdle();
        Assert.True(_gate.IsClosed);
        _gate.Look(GpuPower.Awake);
        Assert.True(_gate.IsClosed);
        _gate.Look(GpuPower.Asleep);
        _gate.Look(GpuPower.Awake);
        Assert.False(_gate.IsClosed);
    }

    [Fact]
    public void A_gpu_that_does_not_fall_asleep_is_taken_up_again_each_time_after_a_longer_wait()
    {
        foreach (var minutes in new[] { 1, 2, 4 })
        {
            BecomeIdle();
            _clock.Pass(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
            _gate.Look(GpuPower.Awake);
            Assert.True(_gate.IsClosed);
            _clock.Pass(TimeSpan.FromSeconds(1));
            _gate.Look(GpuPower.Awake);
            Assert.False(_gate.IsClosed);
        }
    }

    [Fact]
    public void Use_in_between_starts_the_count_of_idle_samples_anew()
    {
        _gate.Sampled(isIdle: true);
        _gate.Sampled(isIdle: false);
        _gate.Sampled(isIdle: true);
        _gate.Look(GpuPower.Awake);
        Assert.False(_gate.IsClosed);
    }

    [Fact]
    public void A_gpu_that_does_not_sleep_by_itself_is_never_let_go_of()
    {
        for (var i = 0; i < 10; i++)
        {
            _gate.Sampled(isIdle: true);
            _gate.Look(GpuPower.AlwaysOn);
            Assert.False(_gate.IsClosed);
        }
    }

    private void BecomeIdle()
    {
        _gate.Sampled(isIdle: true);
        _gate.Sampled(isIdle: true);
        _gate.Look(GpuPower.Awake);
    }
}
