using Strata.Layers.Bus;
using Strata.Layers.Driver;
using Strata.Linux.Tests.Peers;

namespace Strata.Linux.Tests.Nvml.Probe;

/// <summary>The host of all GPUs, with real probe processes that call the fake library.</summary>
[Collection(FakeDriverTests.Name)]
public sealed class GpuHostTests(FakeDriver driver)
{
    // Three GPUs that keep their places and names whatever their order is.
    private static readonly string[] Three =
    [
        "gpu 0 H100", "gpu 1 H100", "gpu 2 H100", "pci 0 0000:10:00.0", "pci 1 0000:20:00.0", "pci 2 0000:30:00.0", "uuid 0 GPU-a", "uuid 1 GPU-b", "uuid 2 GPU-c",
    ];

    [PeerFact("cc")]
    public async Task A_gpu_that_is_released_is_open_nowhere_and_the_others_go_on()
    {
        await using var test = new HostUnderTest(driver, Three);
        await test.Host.SampleAsync();
        Assert.Equal([true, true, true], Enumerable.Range(0, 3).Select(test.IsOpen));

        await test.Host.ReleaseAsync(PciAddress.Parse("0000:20:00.0"));
        await test.Host.SampleAsync();

        Assert.Equal([true, false, true], Enumerable.Range(0, 3).Select(test.IsOpen));
        Assert.Equal([true, null, true], test.Host.Gpus.Select(gpu => gpu.IsUp));
        Assert.Equal((true, null), (test[1].IsReleased, test[1].Sample));
        Assert.Equal(["0000:20:00.0"], test.Host.Released.Select(gpu => gpu.ToString()));
        Assert.True(test.Host.IsHeld);

        test.Host.Hold(PciAddress.Parse("0000:20:00.0"));
        await test.Host.SampleAsync();
        Assert.True(test.IsOpen(1));
        Assert.All(test.Host.Gpus, gpu => Assert.True(gpu is { IsUp: true, Sample: not null }));
    }

    [PeerFact("cc")]
    public async Task All_released_means_no_probe_and_no_library_until_they_are_held()
    {
        await using var test = new HostUnderTest(driver, Three);
        await test.Host.SampleAsync();
        var (process, starts) = (test.Host.ProbeProcess, test.Host.Generation);

        await test.Host.ReleaseAsync(null);
        await test.Host.SampleAsync();
        await test.Host.DetailAsync();

        Assert.False(Directory.Exists($"/proc/{process}"));
        Assert.Equal((null, false, starts), (test.Host.ProbeProcess, test.Host.IsHeld, test.Host.Generation));
        Assert.All(Enumerable.Range(0, 3), gpu => Assert.False(test.IsOpen(gpu)));
        Assert.Equal(3, test.Host.Released.Length);

        test.Host.Hold(null);
        await test.Host.SampleAsync();
        Assert.All(test.Host.Gpus, gpu => Assert.True(gpu.IsUp));
    }

    [PeerFact("cc")]
    public async Task Release_before_the_first_tick_keeps_the_library_unloaded()
    {
        await using var test = new HostUnderTest(driver, Three);
        await test.Host.ReleaseAsync(null);
        await test.Host.SampleAsync();
        Assert.Equal(0, test.Host.Generation);
    }

    [PeerFact("cc")]
    public async Task A_gpu_that_there_is_not_cannot_be_released()
    {
        await using var test = new HostUnderTest(driver, Three);
        await test.Host.SampleAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => test.Host.ReleaseAsync(PciAddress.Parse("0000:99:00.0")));
        Assert.All(test.Host.Gpus, gpu => Assert.True(gpu.IsUp));
    }

    [PeerFact("cc")]
    public async Task A_gpu_that_hangs_while_it_is_released_is_not_said_to_be_free()
    {
        await using var test = new HostUnderTest(driver, Three, options => options with { SampleDeadline = TimeSpan.FromSeconds(1) });
        await test.Host.SampleAsync();
        test.Machine.Configure([.. Three, "hang 0 nvmlDeviceGetPowerUsage forever"]);
        await test.Host.SampleAsync();

        await test.Host.ReleaseAsync(null);
        Assert.Empty(test.Host.Released);
        Assert.True(test.Host.IsHeld);

        test.Machine.Configure(Three);
        for (var i = 0; i < 100 && test.Host.IsHeld; i++)
        {
            await Task.Delay(50);
            await test.Host.SampleAsync();
        }
        Assert.Equal((3, false), (test.Host.Released.Length, test.Host.IsHeld));
    }

    [PeerFact("cc")]
    public async Task A_gpu_that_crashed_is_left_out_under_its_new_index_too()
    {
        await using var test = new HostUnderTest(driver, [.. Three, "crash 1 nvmlDeviceGetPowerUsage"], options => options with { FirstBackOff = TimeSpan.FromMinutes(1), LongestBackOff = TimeSpan.FromMinutes(1) });
        await test.Host.SampleAsync();
        Assert.Equal([true, false, true], test.Host.Gpus.Select(gpu => gpu.IsUp));
        Assert.Equal("a call for it ended the probe", test[1].Reason);

        // The first drops out: what was 1 is 0 now, and still crashes; what was 2 is 1.
        test.Machine.Configure(
            "gpu 0 H100", "gpu 1 H100", "pci 0 0000:20:00.0", "pci 1 0000:30:00.0", "uuid 0 GPU-b", "uuid 1 GPU-c", "crash 0 nvmlDeviceGetPowerUsage", "return 1 nvmlDeviceGetFieldValues 1");
        await test.Host.SampleAsync();
        test.Machine.Configure("gpu 0 H100", "gpu 1 H100", "pci 0 0000:20:00.0", "pci 1 0000:30:00.0", "uuid 0 GPU-b", "uuid 1 GPU-c", "crash 0 nvmlDeviceGetPowerUsage");
        var crashes = test.Host.Crashes;
        test.Clock.Pass(TimeSpan.FromSeconds(1));
        await test.Host.ReleaseAsync(PciAddress.Parse("0000:10:00.0"));
        await test.Host.SampleAsync();

        Assert.Equal(crashes, test.Host.Crashes);
        Assert.Equal(["GPU-a", "GPU-b", "GPU-c"], test.Host.Gpus.Select(gpu => gpu.Identity?.Uuid));
        Assert.Equal([null, false, true], test.Host.Gpus.Select(gpu => gpu.IsUp));
        Assert.Equal(1, test[2].Index);
    }

    [PeerFact("cc")]
    public async Task A_gpu_that_dropped_out_stays_listed_and_comes_back()
    {
        await using var test = new HostUnderTest(driver, Three);
        await test.Host.SampleAsync();
        test.Machine.Configure([.. Three, "lost 2"]);
        await test.Host.SampleAsync();
        test.Machine.Configure("gpu 0 H100", "gpu 1 H100", "pci 0 0000:10:00.0", "pci 1 0000:20:00.0", "uuid 0 GPU-a", "uuid 1 GPU-b");
        await test.Host.SampleAsync();
        Assert.Equal((false, NvmlCode.GpuNotFound, "GPU-c"), (test[2].IsUp, test[2].Code, test[2].Identity?.Uuid));
        Assert.Equal([true, true], test.Host.Gpus.Take(2).Select(gpu => gpu.IsUp));
        Assert.Equal((2, 3), (test.Host.Driver!.Gpus, test.Host.Gpus.Length));
        test.Machine.Configure(Three);
        await test.Host.SampleAsync();
        Assert.Equal([true, true, true], test.Host.Gpus.Select(gpu => gpu.IsUp));
    }

    [PeerFact("cc")]
    public async Task The_search_for_a_lost_gpu_costs_the_others_their_handles_less_and_less_often()
    {
        await using var test = new HostUnderTest(
            driver, Three, options => options with { FirstBackOff = TimeSpan.FromSeconds(1), LongestBackOff = TimeSpan.FromSeconds(1), LongestSearch = TimeSpan.FromMinutes(15) });
        await test.Host.SampleAsync();
        test.Machine.Configure([.. Three, "lost 1"]);
        for (var minute = 0; minute < 60; minute++)
        {
            await test.Host.SampleAsync();
            test.Clock.Pass(TimeSpan.FromMinutes(1));
        }
        Assert.InRange(test.Host.Generation, 3, 16);
        Assert.Equal([true, false, true], test.Host.Gpus.Select(gpu => gpu.IsUp));

        // Whoever repaired it need not wait.
        test.Machine.Configure(Three);
        test.Host.Hold(null);
        await test.Host.SampleAsync();
        Assert.True(test[1].IsUp);
    }

    [PeerFact("cc")]
    public async Task A_call_that_hangs_counts_with_its_deadline_and_the_state_says_so()
    {
        await using var test = new HostUnderTest(driver, Three, options => options with { SampleDeadline = TimeSpan.FromSeconds(1) });
        await test.Host.SampleAsync();
        var before = test.Host.Calls;
        Assert.True(before is { Count: > 100, Seconds: > 0 });

        test.Machine.Configure([.. Three, "hang 0 nvmlDeviceGetPowerUsage forever"]);
        await test.Host.SampleAsync();

        Assert.InRange(test.Host.Calls.Seconds - before.Seconds, 1, 20);
        Assert.Equal((NvmlCode.Timeout, "a call for it hangs in the driver"), (test[0].Code, test[0].Reason));
        Assert.Equal([false, true, true], test.Host.Gpus.Select(gpu => gpu.IsUp));

        // A second one darkens the host, because no third probe is left behind; the others are not asked, which is no hang of theirs.
        test.Machine.Configure([.. Three, "hang 0 nvmlDeviceGetPowerUsage forever", "hang 1 nvmlDeviceGetPowerUsage forever"]);
        await test.Host.SampleAsync();
        await test.Host.SampleAsync();
        Assert.Equal(2, test.Host.AbandonedNow);
        Assert.Equal((NvmlCode.NotReady, "not asked, because 2 calls hang in the driver"), (test[2].Code, test[2].Reason));
        Assert.Equal([true, true, false], test.Host.Gpus.Select(gpu => gpu.IsHanging));
        Assert.Equal((NvmlCode.Success, true), (test.Host.Code, test.Host.IsBlocked));

        test.Machine.Configure(Three);
        for (var i = 0; i < 100 && !test.Host.Gpus.All(gpu => gpu.Answers); i++)
        {
            await Task.Delay(50);
            await test.Host.SampleAsync();
        }
        Assert.All(test.Host.Gpus, gpu => Assert.True(gpu is { Answers: true, Reason: null, Hang: [] }));
    }

    [PeerFact("cc")]
    public async Task Utilisation_comes_back_when_mig_is_switched_off()
    {
        await using var test = new HostUnderTest(driver, ["gpu 0 H100", "mig 0 1g.10gb*2"]);
        await test.Host.DetailAsync();
        await test.Host.SampleAsync();
        Assert.Equal((true, null), (test[0].Detail?.Mig, test[0].Sample?.Utilization));

        test.Machine.Configure("gpu 0 H100", "mig 0 off");
        await test.Host.DetailAsync();
        await test.Host.SampleAsync();
        Assert.False(test[0].Detail?.Mig);
        Assert.NotNull(test[0].Sample?.Utilization);
    }

    [PeerFact("cc")]
    public async Task An_event_names_the_place_of_its_gpu()
    {
        var told = new TaskCompletionSource<Sampling.GpuEvent>();
        await using var test = new HostUnderTest(driver, Three, options => options with { WatchEvents = true }, told.SetResult);
        await test.Host.SampleAsync();
        Assert.Equal(NvmlCode.Success, test.Host.EventCode);
        test.Machine.Configure([.. Three, "event 1 8 79"]);
        var gpuEvent = await told.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal((79, "0000:20:00.0"), (gpuEvent.Xid, gpuEvent.Address?.ToString()));
    }
}
