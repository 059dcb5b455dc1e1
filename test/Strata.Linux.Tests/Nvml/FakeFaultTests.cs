using System.Diagnostics;
using Strata.Linux.Tests.Peers;

namespace Strata.Linux.Tests.Nvml;

/// <summary>What the fake library can be made to do while it runs.</summary>
[Collection(FakeDriverTests.Name)]
public sealed class FakeFaultTests(FakeDriver driver)
{
    [PeerFact("cc")]
    public async Task A_hung_call_ends_with_its_line_and_leaves_the_other_gpus_alone()
    {
        using var machine = new FakeMachine(driver, 580, "gpus 2 H100").Start();
        var (hung, other) = (machine.Gpu(0), machine.Gpu(1));
        machine.Configure("gpus 2 H100", "hang 0 nvmlDeviceGetPowerUsage forever");

        var call = Task.Run(() => machine.Result("nvmlDeviceGetPowerUsage", hung));
        var early = await Task.WhenAny(call, Task.Delay(200));

        Assert.NotSame(call, early);
        Assert.Equal(FakeMachine.Ok, machine.Result("nvmlDeviceGetPowerUsage", other));
        Assert.Equal(FakeMachine.Ok, machine.Result("nvmlDeviceGetTotalEnergyConsumption", hung));
        machine.Configure("gpus 2 H100");
        Assert.Equal(FakeMachine.Ok, await call.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [PeerFact("cc")]
    public void A_hang_with_a_time_is_over_after_it()
    {
        using var machine = new FakeMachine(driver, 580, "gpu 0 H100", "hang * nvmlDeviceGetPower* 0.2").Start();
        var clock = Stopwatch.StartNew();

        Assert.Equal(FakeMachine.Ok, machine.Result("nvmlDeviceGetPowerUsage", machine.Gpu(0)));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0.19, 5);
    }

    [PeerFact("cc")]
    public void A_code_strikes_the_function_and_the_gpu_that_it_names()
    {
        using var machine = new FakeMachine(driver, 580, "gpus 2 H100", "return 1 nvmlDeviceGetTemp* 999").Start();

        Assert.Equal(999, machine.Call("nvmlDeviceGetTemperatureThreshold", machine.Gpu(1), 0, 0));
        Assert.Equal(FakeMachine.Ok, machine.Result("nvmlDeviceGetPowerUsage", machine.Gpu(1)));
        Assert.NotEqual(999, machine.Call("nvmlDeviceGetTemperatureThreshold", machine.Gpu(0), 0, 0));
    }

    [PeerFact("cc")]
    public void A_code_of_the_start_keeps_the_library_from_starting()
    {
        using var machine = new FakeMachine(driver, 580, "gpu 0 H100", "init 18");

        Assert.Equal(18, machine.Call("nvmlInit_v2"));
        Assert.Equal(FakeMachine.Uninitialized, machine.TryGpu(0, out _));
        machine.Configure("gpu 0 H100");
        machine.Start().Gpu(0);
    }

    [PeerFact("cc")]
    public unsafe void Garbage_succeeds_and_has_no_end()
    {
        using var machine = new FakeMachine(driver, 580, "gpu 0 H100", "garbage 0 nvmlDeviceGet[NU]*").Start();
        var name = new byte[64];
        fixed (byte* at = name)
        {
            Assert.Equal(FakeMachine.Ok, machine.Call("nvmlDeviceGetName", machine.Gpu(0), (nint)at, 64));
        }

        Assert.DoesNotContain((byte)0, name);
        Assert.True((uint)machine.Number("nvmlDeviceGetUtilizationRates", machine.Gpu(0)) > 100);
        Assert.InRange(machine.Number("nvmlDeviceGetPowerUsage", machine.Gpu(0)), 1u, 700_000u);
    }

    [PeerFact("cc")]
    public void A_lost_gpu_answers_nothing_and_comes_back()
    {
        using var machine = new FakeMachine(driver, 580, "gpus 2 H100").Start();
        var device = machine.Gpu(1);
        machine.Configure("gpus 2 H100", "lost 1");

        Assert.Equal(FakeMachine.Lost, machine.Result("nvmlDeviceGetPowerUsage", device));
        Assert.Equal(FakeMachine.Lost, machine.TryGpu(1, out _));
        Assert.Equal(FakeMachine.Ok, machine.Result("nvmlDeviceGetPowerUsage", machine.Gpu(0)));
        machine.Configure("gpus 2 H100");
        Assert.Equal(FakeMachine.Ok, machine.Result("nvmlDeviceGetPowerUsage", device));
    }

    [PeerFact("cc")]
    public void A_crash_kills_the_process_of_the_caller()
    {
        const int Segfault = 139;
        using var machine = new FakeMachine(driver, 580, "gpu 0 H100", "crash 0 nvmlDeviceGetPowerUsage");

        Assert.Equal(Segfault, Client(machine, "nvmlDeviceGetPowerUsage").ExitCode);
        Assert.Equal((0, "0\n"), Client(machine, "nvmlDeviceGetPerformanceState"));
    }

    [PeerFact("cc")]
    public void Slow_calls_wait_for_each_other()
    {
        using var machine = new FakeMachine(driver, 580, "gpus 2 H100").Start();
        var devices = new[] { machine.Gpu(0), machine.Gpu(1) };
        machine.Configure("gpus 2 H100", "latency nvmlDeviceGetPowerUsage 100000");
        var clock = Stopwatch.StartNew();

        Parallel.ForEach(devices, device => Assert.Equal(FakeMachine.Ok, machine.Result("nvmlDeviceGetPowerUsage", device)));

        Assert.InRange(clock.Elapsed.TotalSeconds, 0.2, 5);
    }

    [PeerFact("cc")]
    public void Calls_are_counted_by_name()
    {
        using var machine = new FakeMachine(driver, 580, "gpu 0 H100");
        machine.Configure("gpu 0 H100", machine.CountsLine);
        var device = machine.Start().Gpu(0);
        var before = machine.Counts();

        Assert.Equal(before, machine.Counts());
        machine.Number("nvmlDeviceGetPowerUsage", device);
        machine.Number("nvmlDeviceGetPowerUsage", device);
        Assert.Equal([.. before, new("nvmlDeviceGetPowerUsage", 2)], machine.Counts());
    }

    [PeerFact("cc")]
    public void A_wrong_line_is_named_and_skipped()
    {
        using var machine = new FakeMachine(driver, 580, "gpu 0 H100", "set 0 heat 5", "gpu 7 H100", "hang 0 x soon", "lost", "set 0 temperature 55");

        var (exitCode, output) = Client(machine, "nvmlDeviceGetPowerUsage");

        Assert.Equal(0, exitCode);
        Assert.Equal(
            [$"{machine.Folder}/fake.conf:2: no such value", $"{machine.Folder}/fake.conf:3: GPUs are numbered from 0 to 15, without holes", $"{machine.Folder}/fake.conf:4: not a number", $"{machine.Folder}/fake.conf:5: words are missing", "0"],
            output.TrimEnd('\n').Split('\n'));
    }

    [PeerFact("cc")]
    public void The_example_of_the_readme_has_no_wrong_line()
    {
        var readme = File.ReadAllText(Path.Combine(Peer.Checkout, "lab/nvml/README.md"));
        var example = readme[readme.IndexOf("## Example", StringComparison.Ordinal)..].Split('\n').Where(line => line.StartsWith("    ", StringComparison.Ordinal) && !line.Contains("cold", StringComparison.Ordinal));
        using var machine = new FakeMachine(driver, 580, [.. example]);

        Assert.Equal((0, "0\n"), Client(machine, "nvmlDeviceGetPowerUsage"));
    }

    private (int ExitCode, string Output) Client(FakeMachine machine, string function)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", "\"$@\" 2>&1; exit $?", "bash", driver.Client, machine.Path, function]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
