using Strata.Judging;
using Strata.Layers.Driver;
using Strata.Sampling;
using Xunit;

namespace Strata.Tests.Sampling;

public sealed class GpuStandingTests
{
    [Theory]
    [InlineData(NvmlCode.Success, Status.Ok)]
    [InlineData(NvmlCode.NotReady, Status.Unknown)]
    [InlineData(NvmlCode.NoPermission, Status.Unknown)]
    [InlineData(NvmlCode.Timeout, Status.Fault)]
    [InlineData(NvmlCode.GpuIsLost, Status.Fault)]
    [InlineData(NvmlCode.ResetRequired, Status.Fault)]
    [InlineData(NvmlCode.Unknown, Status.Fault)]
    public void A_gpu_that_was_asked_in_vain_is_a_fault_and_one_that_could_not_be_asked_is_unknown(int code, Status standing)
    {
        Assert.Equal(standing, GpuStanding.Of(new GpuStatus(0) { Code = code }));
        Assert.Equal(Status.NotApplicable, GpuStanding.Of(new GpuStatus(0) { Code = code, IsReleased = true }));
        Assert.Equal(Status.Fault, GpuStanding.Of(new GpuStatus(0) { Code = code, IsHanging = true }));
    }

    [Fact]
    public void Every_brake_is_of_heat_or_of_the_hardware_and_nothing_else_is_one()
    {
        Assert.Equal(ClockBrakes.Heat | ClockBrakes.Hardware, ClockBrakes.Each.Aggregate((all, one) => all | one));
        Assert.All(ClockBrakes.Each, brake => Assert.True(ClockBrakes.IsAmong(brake | ClockReasons.GpuIdle)));
        Assert.False(ClockBrakes.IsAmong(ClockReasons.GpuIdle | ClockReasons.SoftwarePowerCap | ClockReasons.SyncBoost | ClockReasons.ApplicationsClocksSetting | ClockReasons.DisplayClockSetting));
    }
}
