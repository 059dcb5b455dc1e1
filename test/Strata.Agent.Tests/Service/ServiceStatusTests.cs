using Strata.Agent.Service;
using Strata.Layers.Driver;
using Strata.Metrics;
using Strata.Sampling;
using Xunit;

namespace Strata.Agent.Tests.Service;

public sealed class ServiceStatusTests
{
    private static readonly GpuStatus Good = new(0) { Code = NvmlCode.Success };
    private static readonly GpuStatus Silent = new(1) { Code = NvmlCode.Timeout };

    [Fact]
    public void The_line_tells_silence_from_being_left_alone()
    {
        var sample = new HostSample(DateTimeOffset.UnixEpoch, "0", "node");
        var driver = new DriverIdentity("580.105.08", null, "13.0", 2, "libnvidia-ml.so.1");
        Assert.Equal("the driver does not answer", ServiceStatus.Of(sample));
        Assert.Equal("the driver does not answer", ServiceStatus.Of(sample with { Gpus = [Silent] }));
        Assert.Equal("1 of 2 GPUs answer, driver 580.105.08", ServiceStatus.Of(sample with { Driver = driver, Gpus = [Good, Silent] }));
        Assert.Equal("1 of 1 GPU answer, driver 580.105.08, 1 released", ServiceStatus.Of(sample with { Driver = driver, Gpus = [Good, Silent with { IsReleased = true }] }));
        Assert.Equal("the driver is not asked, 1 released, 1 asleep", ServiceStatus.Of(sample with { Gpus = [Good with { IsReleased = true }, Silent with { IsAsleep = true }] }));
    }
}
