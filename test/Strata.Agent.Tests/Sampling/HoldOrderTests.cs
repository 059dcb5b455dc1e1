using Strata.Agent.Sampling;
using Strata.Layers.Bus;
using Strata.Linux.Nvml.Probe;
using Strata.Sampling;
using Xunit;

namespace Strata.Agent.Tests.Sampling;

public sealed class HoldOrderTests
{
    private static readonly GpuStatus[] Two =
    [
        new(0) { Address = PciAddress.Parse("0000:10:00.0"), Identity = new GpuIdentity(0, "GPU-a", PciAddress.Parse("0000:10:00.0")!.Value, "board") },
        new(1) { Address = PciAddress.Parse("0000:20:00.0"), IsAsleep = true },
    ];

    [Theory]
    [InlineData("0", "0000:10:00.0")]
    [InlineData("gpu-A", "0000:10:00.0")]
    [InlineData("1", "0000:20:00.0")]
    [InlineData("00000000:20:00.0", "0000:20:00.0")]
    [InlineData("20:00.0", "0000:20:00.0")]
    public void A_gpu_is_found_by_index_uuid_and_place(string name, string place) => Assert.Equal(PciAddress.Parse(place), GpuName.Find(name, Two));

    [Theory]
    [InlineData("2")]
    [InlineData("-1")]
    [InlineData("")]
    [InlineData("GPU-")]
    [InlineData("0000:99:00.0")]
    public void A_gpu_that_there_is_not_is_refused(string name) => Assert.Throws<ArgumentException>(() => GpuName.Find(name, Two));

    [Fact]
    public void An_index_that_a_lost_gpu_shares_is_refused_and_its_other_names_are_not()
    {
        GpuStatus[] gpus = [Two[0], Two[1] with { Index = 0 }];
        Assert.Contains("2 GPUs have this index", Assert.Throws<ArgumentException>(() => GpuName.Find("0", gpus)).Message, StringComparison.Ordinal);
        Assert.Equal(PciAddress.Parse("0000:20:00.0"), GpuName.Find("20:00.0", gpus));
    }

    [Fact]
    public async Task An_order_for_an_unknown_gpu_fails_and_changes_nothing()
    {
        await using var host = Host();
        var order = new HoldOrder(isRelease: true, "7");
        await order.DoAsync(host);
        await Assert.ThrowsAsync<ArgumentException>(() => order.Done);
        Assert.False(host.IsLeftAlone);
    }

    [Fact]
    public async Task A_release_before_the_driver_answers_holds_for_what_comes()
    {
        await using var host = Host();
        var release = new HoldOrder(isRelease: true, gpu: null);
        await release.DoAsync(host);
        Assert.False((await release.Done).IsHeld);
        Assert.True(host.IsLeftAlone);

        var hold = new HoldOrder(isRelease: false, gpu: null);
        await hold.DoAsync(host);
        Assert.Empty((await hold.Done).Released);
        Assert.False(host.IsLeftAlone);
    }

    [Fact]
    public async Task An_order_that_nobody_carries_out_says_so()
    {
        var order = new HoldOrder(isRelease: true, gpu: null);
        order.GiveUp();
        await Assert.ThrowsAsync<InvalidOperationException>(() => order.Done);
    }

    private static GpuHost Host() => new(new GpuHostOptions { Probe = ["/nonexistent/probe"] }, TimeProvider.System, _ => { });
}
