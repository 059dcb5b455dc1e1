using Strata.Linux.Tests.Peers;

namespace Strata.Linux.Tests.Nvml.Probe;

/// <summary>GPUs that can sleep (runtime D3): what the kernel says of them, and what the library then is asked.</summary>
[Collection(FakeDriverTests.Name)]
public sealed class SleepingGpuTests(FakeDriver driver)
{
    private const string First = "0000:10:00.0";
    private const string Second = "0000:20:00.0";
    private static readonly string[] Two = ["gpu 0 RTX4090", "gpu 1 RTX4090", "pci 0 " + First, "pci 1 " + Second, "cold * 1"];

    [PeerFact("cc")]
    public async Task When_all_sleep_the_library_is_not_even_loaded()
    {
        await using var test = Test(Two).OnBus(First, "auto", "suspended").OnBus(Second, "auto", "suspended");
        await test.Host.DetailAsync();
        await test.Host.SampleAsync();
        Assert.Equal((0, null), (test.Host.Generation, test.Host.ProbeProcess));
        Assert.All(test.Host.Gpus, gpu => Assert.True(gpu is { IsAsleep: true, IsUp: null }));
        Assert.Equal([First, Second], test.Host.Gpus.Select(gpu => gpu.Address?.ToString()));
    }

    [PeerFact("cc")]
    public async Task A_gpu_that_sleeps_is_not_woken_while_the_other_is_sampled()
    {
        await using var test = Test(Two);
        test.Machine.Configure([.. Two, test.Machine.CountsLine]);
        test.OnBus(First, "auto", "suspended").OnBus(Second, "on", "active");
        await test.Host.DetailAsync();
        await test.Host.SampleAsync();
        Assert.Equal([null, true], test.Host.Gpus.Select(gpu => gpu.IsUp));
        Assert.Equal((false, true), (test.IsOpen(0), test.IsOpen(1)));
        Assert.Equal(1, test.Machine.Counts()["wake"]);

        test.Power(First, "active");
        await test.Host.SampleAsync();
        Assert.Equal([true, true], test.Host.Gpus.Select(gpu => gpu.IsUp));
        Assert.True(test.IsOpen(0));
    }

    [PeerFact("cc")]
    public async Task An_idle_gpu_is_let_go_of_so_that_it_can_sleep()
    {
        string[] idle = [.. Two, "set 0 utilization 0", "set 1 utilization 0"];
        await using var test = Test(idle).OnBus(First, "auto", "active").OnBus(Second, "on", "active");
        await test.Host.DetailAsync();
        await Samples(test, 4);
        Assert.Equal((null, true), (test[0].IsUp, test[1].IsUp));
        Assert.Equal((false, true), (test.IsOpen(0), test.IsOpen(1)));

        test.Power(First, "suspended");
        await Samples(test, 2);
        Assert.True(test[0].IsAsleep);
        test.Power(First, "active");
        await Samples(test, 1);
        Assert.True(test[0].IsUp);
    }

    [PeerFact("cc")]
    public async Task A_gpu_with_a_process_is_not_idle()
    {
        await using var test = Test([.. Two, "set * utilization 0", "process 0 1 graphics 20 desktop"]).OnBus(First, "auto", "active").OnBus(Second, "on", "active");
        await test.Host.DetailAsync();
        await Samples(test, 5);
        Assert.Equal([true, true], test.Host.Gpus.Select(gpu => gpu.IsUp));
    }

    [PeerFact("cc")]
    public async Task Gpus_that_only_the_kernel_shows_are_nobodys_fault()
    {
        await using var test = Test(Two).OnBus("0000:77:00.0", "on", "active");
        await test.Host.DetailAsync();
        await test.Host.SampleAsync();
        Assert.Equal([First, Second], test.Host.Gpus.Select(gpu => gpu.Address?.ToString()));
        Assert.All(test.Host.Gpus, gpu => Assert.True(gpu.IsUp));
    }

    [PeerFact("cc")]
    public async Task A_gpu_that_left_the_bus_is_down_and_no_start_of_the_library_looks_for_it()
    {
        await using var test = Test(Two).OnBus(First, "on", "active").OnBus(Second, "on", "active");
        await test.Host.DetailAsync();
        await Samples(test, 1);
        var starts = test.Host.Generation;

        test.TakeOffBus(First);
        await test.Host.DetailAsync();
        await Samples(test, 3);
        Assert.Equal([false, true], test.Host.Gpus.Select(gpu => gpu.IsUp));
        Assert.Equal(("no longer on the bus under NVIDIA's driver", starts), (test[0].Reason, test.Host.Generation));

        test.OnBus(First, "on", "active");
        await test.Host.DetailAsync();
        await Samples(test, 1);
        Assert.Equal([true, true], test.Host.Gpus.Select(gpu => gpu.IsUp));
    }

    [PeerTheory("cc")]
    [InlineData("Not supported", false)]
    [InlineData("Disabled by default", false)]
    [InlineData("Enabled (fine-grained)", true)]
    public async Task Only_where_the_driver_goes_along_a_gpu_is_let_go_of(string status, bool isLetGo)
    {
        await using var test = Test([.. Two, "set 0 utilization 0"]).OnBus(First, "auto", "active").OnBus(Second, "on", "active").RuntimeD3(First, status);
        await test.Host.DetailAsync();
        await Samples(test, 5);
        Assert.Equal(isLetGo, test[0].IsAsleep);
    }

    [PeerFact("cc")]
    public async Task A_gpu_of_which_the_drivers_file_cannot_be_read_is_not_let_go_of()
    {
        await using var test = Test([.. Two, "set 0 utilization 0"]).OnBus(First, "auto", "active").OnBus(Second, "on", "active").UnreadableD3(First);
        await test.Host.DetailAsync();
        await Samples(test, 5);
        Assert.False(test[0].IsAsleep);
    }

    private static async Task Samples(HostUnderTest test, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await test.Host.SampleAsync();
        }
    }

    private HostUnderTest Test(string[] machine) => new(driver, machine, options => options with { GateSleeping = true, IdleSamples = 3 });
}
