using Strata.Layers.Bus;
using Strata.Metrics;
using Strata.Sampling;
using Xunit;

namespace Strata.Tests.Metrics;

public sealed class PcieRatesTests
{
    private static readonly DateTimeOffset Now = SampleHost.Now;

    [Fact]
    public void A_rate_is_the_growth_between_two_samples_over_their_distance()
    {
        var pcie = Between(Gpu(1000, Now), Gpu(5000, Now.AddSeconds(2)));
        Assert.Equal((2000, null), (pcie.SentBytesPerSecond, pcie.ReceivedBytesPerSecond));
    }

    [Fact]
    public void A_counter_that_started_anew_gives_no_rate() => Assert.Null(Between(Gpu(5000, Now), Gpu(10, Now.AddSeconds(1))).SentBytesPerSecond);

    [Fact]
    public void Another_gpu_in_the_same_place_gives_no_rate() => Assert.Null(Between(Gpu(1000, Now, "GPU-other"), Gpu(5000, Now.AddSeconds(2))).SentBytesPerSecond);

    [Fact]
    public void A_clock_that_was_set_back_gives_no_rate() => Assert.Null(Between(Gpu(1000, Now), Gpu(5000, Now.AddSeconds(-2))).SentBytesPerSecond);

    [Fact]
    public void A_gpu_that_was_not_sampled_again_keeps_its_rate()
    {
        var second = PcieRates.Between(Gpu(1000, Now), Gpu(5000, Now.AddSeconds(2)));
        Assert.Equal(2000, Between(second, Gpu(5000, Now.AddSeconds(2))).SentBytesPerSecond);
    }

    [Fact]
    public void The_first_sample_has_none() => Assert.Null(Between(null, Gpu(5000, Now)).SentBytesPerSecond);

    private static PcieSample Between(GpuStatus? before, GpuStatus now) => PcieRates.Between(before, now).Sample!.Pcie;

    private static GpuStatus Gpu(double sent, DateTimeOffset at, string uuid = "GPU-1") => new(0)
    {
        Identity = new GpuIdentity(0, uuid, new PciAddress(0, 1, 0, 0), "T4"), SampledAt = at, Sample = new GpuSample { Pcie = new PcieSample { SentBytes = sent } },
    };
}
