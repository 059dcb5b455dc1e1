using Strata.Agent.Service;
using Strata.Agent.Tests.Page;
using Strata.Judging;
using Strata.Layers.Driver;
using Strata.Metrics;
using Strata.Sampling;
using Xunit;

namespace Strata.Agent.Tests.Service;

public sealed class ServiceStatusTests
{
    private static readonly TimeSpan OldAfter = TimeSpan.FromMinutes(13);
    private static readonly GpuStatus Good = new(0) { Code = NvmlCode.Success };
    private static readonly GpuStatus Silent = new(1) { Code = NvmlCode.Timeout };

    [Fact]
    public void The_line_tells_silence_from_being_left_alone()
    {
        var sample = new HostSample(DateTimeOffset.UnixEpoch, "0", "node");
        var driver = new DriverIdentity("580.105.08", null, "13.0", 2, "libnvidia-ml.so.1");
        Assert.Equal("the driver does not answer", ServiceStatus.Of(sample, OldAfter));
        Assert.Equal("the driver does not answer", ServiceStatus.Of(sample with { Gpus = [Silent] }, OldAfter));
        Assert.Equal("1 of 2 GPUs answer, driver 580.105.08", ServiceStatus.Of(sample with { Driver = driver, Gpus = [Good, Silent] }, OldAfter));
        Assert.Equal("1 of 1 GPU answer, driver 580.105.08, 1 released", ServiceStatus.Of(sample with { Driver = driver, Gpus = [Good, Silent with { IsReleased = true }] }, OldAfter));
        Assert.Equal("the driver is not asked, 1 released, 1 asleep", ServiceStatus.Of(sample with { Gpus = [Good with { IsReleased = true }, Silent with { IsAsleep = true }] }, OldAfter));
    }

    [Fact]
    public void A_verdict_of_long_ago_is_not_told_as_that_of_now()
    {
        var ended = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
        var sample = new HostSample(ended + OldAfter, "0", "node") { Health = new HealthCheck(ended, TimeSpan.FromSeconds(1), SamplePage.Faulty()) };
        Assert.StartsWith("fault: ", ServiceStatus.Of(sample, OldAfter), StringComparison.Ordinal);
        Assert.Equal("doctor ended no run since 2026-03-04 05:06Z; the driver does not answer", ServiceStatus.Of(sample with { TakenAt = sample.TakenAt.AddSeconds(1) }, OldAfter));
    }
}
