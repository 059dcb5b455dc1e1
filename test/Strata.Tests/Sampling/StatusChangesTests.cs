using System.Collections.Immutable;
using Strata.Layers.Bus;
using Strata.Layers.Driver;
using Strata.Metrics;
using Strata.Sampling;
using Xunit;

namespace Strata.Tests.Sampling;

public sealed class StatusChangesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
    private static readonly PciAddress Place = new(0, 0x65, 0, 0);

    private static readonly GpuStatus Good = new(3) { Code = NvmlCode.Success, Identity = new GpuIdentity(3, "GPU-3", Place, "NVIDIA H100") };

    private static readonly GpuStatus Hanging = Good with { Code = NvmlCode.Timeout, Hang = [new BlockedThread("3:PowerUsage", 'D', "rwsem_down_write_slowpath", [])] };

    [Fact]
    public void A_host_that_stays_as_it_is_tells_nothing() => Assert.Empty(Changes([Good], [Good]));

    [Fact]
    public void A_call_that_hangs_is_told_with_its_function_its_thread_and_the_last_xid()
    {
        var told = Assert.Single(Changes([Good], [Hanging], xid: 79));
        Assert.Equal((HostEventKind.CallHangs, (PciAddress?)Place), (told.Kind, told.Gpu));
        Assert.Equal("GPU 3 (NVIDIA H100) does not answer: PowerUsage passed its deadline, thread in state D in rwsem_down_write_slowpath; its last Xid is 79", told.Text);
    }

    [Fact]
    public void A_call_that_hangs_on_is_told_once_and_its_return_once()
    {
        Assert.Empty(Changes([Hanging], [Hanging]));
        Assert.Equal(HostEventKind.CallReturned, Assert.Single(Changes([Hanging], [Good])).Kind);
    }

    [Fact]
    public void A_gpu_that_is_lost_and_comes_back_is_told_with_the_code()
    {
        var lost = Good with { Code = NvmlCode.GpuIsLost };
        Assert.Contains("code 15", Assert.Single(Changes([Good], [lost])).Text, StringComparison.Ordinal);
        Assert.Equal(HostEventKind.GpuBack, Assert.Single(Changes([lost], [Good])).Kind);
        Assert.Empty(Changes([lost], [lost with { Code = NvmlCode.Unknown }]));
    }

    [Fact]
    public void A_gpu_that_was_never_asked_was_not_lost_and_does_not_come_back()
    {
        Assert.Empty(Changes([new GpuStatus(3)], [Good]));
        Assert.Empty(Changes([], [Good]));
    }

    [Fact]
    public void A_gpu_that_is_not_asked_because_others_hang_neither_hangs_nor_is_lost()
    {
        var unasked = Good with { Code = NvmlCode.NotReady, Reason = "not asked, because 2 calls hang in the driver" };
        Assert.Empty(Changes([Good], [unasked]));
        Assert.Empty(Changes([unasked], [Good]));
        Assert.Equal(HostEventKind.CallHangs, Assert.Single(Changes([Good], [Good with { IsHanging = true, Code = NvmlCode.Timeout }])).Kind);
    }

    [Fact]
    public void A_gpu_that_the_driver_no_longer_lists_is_lost() => Assert.Equal(HostEventKind.GpuLost, Assert.Single(Changes([Good], [])).Kind);

    [Fact]
    public void A_gpu_that_is_released_or_sleeps_is_neither_lost_nor_back()
    {
        var released = Good with { IsReleased = true, Code = NvmlCode.NotReady };
        var asleep = Good with { IsAsleep = true, Code = NvmlCode.NotReady };
        Assert.Equal(HostEventKind.Released, Assert.Single(Changes([Good], [released])).Kind);
        Assert.Equal(HostEventKind.Held, Assert.Single(Changes([released], [Good])).Kind);
        Assert.Empty(Changes([Good], [asleep]));
        Assert.Empty(Changes([asleep], [Good]));
    }

    [Fact]
    public void A_gpu_is_known_by_its_place_when_indices_move()
    {
        var other = Good with { Index = 2, Identity = Good.Identity! with { Index = 2 } };
        Assert.Empty(Changes([Good], [other]));
    }

    [Fact]
    public void A_crash_of_the_probe_is_told()
    {
        var before = Host([Good]);
        Assert.Equal(HostEventKind.ProbeCrashed, Assert.Single(StatusChanges.Of(before, before with { Probe = new ProbeHealth { Crashes = 2 } }, "boot", _ => null)).Kind);
    }

    private static ImmutableArray<HostEvent> Changes(ImmutableArray<GpuStatus> before, ImmutableArray<GpuStatus> after, int? xid = null) =>
        StatusChanges.Of(Host(before), Host(after), "boot", gpu => gpu == Place ? xid : null);

    private static HostSample Host(ImmutableArray<GpuStatus> gpus) => new(Now, "1", "host") { Gpus = gpus, Driver = new DriverIdentity("580.1", null, null, gpus.Length, "libnvidia-ml.so.1") };
}
