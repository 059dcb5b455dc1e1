using System.Diagnostics;
using Strata.Linux.Tests.Peers;

namespace Strata.Linux.Tests.Nvml;

/// <summary>Values over time, changes, cold starts, events and MIG of the fake library.</summary>
[Collection(FakeDriverTests.Name)]
public sealed class FakeStateTests(FakeDriver driver)
{
    private const uint EccErrors = 2, Xid = 8;

    [PeerFact("cc")]
    public void Energy_never_falls_whatever_is_pinned()
    {
        using var machine = new FakeMachine(driver, 580, "gpu 0 H100", "clock 1000").Start();
        var device = machine.Gpu(0);
        var energies = new List<ulong>();
        foreach (var lines in new[] { "clock 1000", "clock 1010", "clock 1010\nset 0 utilization 0", "clock 1020\nset 0 utilization 0", "clock 1030\nset 0 power 650", "clock 1031\nset 0 power_limit 200" })
        {
            machine.Configure("gpu 0 H100", lines);
            energies.Add(machine.Number("nvmlDeviceGetTotalEnergyConsumption", device));
        }

        Assert.Equal(energies.Order(), energies);
        Assert.Equal(70_000_000.0 / 100, energies[3] - energies[2], 1.0);
        Assert.True(energies[1] > energies[0] && energies[5] > energies[4]);
    }

    [PeerFact("cc")]
    public void The_same_seed_and_clock_give_the_same_machine()
    {
        using var one = new FakeMachine(driver, 580, "gpus 2 H100", "clock 5", "seed 7").Start();
        using var other = new FakeMachine(driver, 580, "gpus 2 H100", "clock 5", "seed 7").Start();
        using var different = new FakeMachine(driver, 580, "gpus 2 H100", "clock 5", "seed 8").Start();

        Assert.Equal(one.Text("nvmlDeviceGetUUID", one.Gpu(1)), other.Text("nvmlDeviceGetUUID", other.Gpu(1)));
        Assert.Equal(one.Number("nvmlDeviceGetPowerUsage", one.Gpu(1)), other.Number("nvmlDeviceGetPowerUsage", other.Gpu(1)));
        Assert.NotEqual(one.Text("nvmlDeviceGetUUID", one.Gpu(1)), different.Text("nvmlDeviceGetUUID", different.Gpu(1)));
    }

    [PeerFact("cc")]
    public void A_pinned_value_shows_in_getters_and_fields()
    {
        using var machine = new FakeMachine(driver, 580, "gpu 0 H100", "set 0 memory_temperature 91", "set 0 remap_pending 1", "set 0 power unsupported").Start();

        Assert.Equal((FakeMachine.Ok, 91ul), machine.Field(machine.Gpu(0), 82));
        Assert.Equal((FakeMachine.Ok, 1ul), machine.Field(machine.Gpu(0), 144));
        Assert.Equal(FakeMachine.NotSupported, machine.Result("nvmlDeviceGetPowerUsage", machine.Gpu(0)));
    }

    [PeerFact("cc")]
    public void What_a_board_does_not_have_is_not_supported()
    {
        using var machine = new FakeMachine(driver, 580, "gpu 0 T4", "gpu 1 RTX4090").Start();

        Assert.Equal(FakeMachine.NotSupported, machine.Field(machine.Gpu(0), 82).Result);
        Assert.Equal(FakeMachine.NotSupported, machine.Result("nvmlDeviceGetRowRemapperHistogram", machine.Gpu(0)));
        Assert.Equal(FakeMachine.NotSupported, machine.Call("nvmlDeviceGetNvLinkState", machine.Gpu(1), 0, 0));
        Assert.Equal(FakeMachine.NotSupported, machine.Call("nvmlDeviceGetSerial", machine.Gpu(1), 0, 0));
    }

    [PeerFact("cc")]
    public void A_change_stays_after_the_process_and_can_be_forbidden()
    {
        using var machine = new FakeMachine(driver, 580, "gpu 0 H100").Start();

        Assert.Equal(FakeMachine.Ok, machine.Call("nvmlDeviceSetPowerManagementLimit", machine.Gpu(0), 300_000));
        Assert.Equal(FakeMachine.InvalidArgument, machine.Call("nvmlDeviceSetPowerManagementLimit", machine.Gpu(0), 900_000));
        Assert.Equal(300_000u, machine.Number("nvmlDeviceGetEnforcedPowerLimit", machine.Gpu(0)));
        Assert.Equal("set 0 power_limit 300\n", machine.State);
        machine.Configure("gpu 0 H100", "permission off");
        Assert.Equal(FakeMachine.NoPermission, machine.Call("nvmlDeviceSetPersistenceMode", machine.Gpu(0), 1));
    }

    [PeerTheory("cc")]
    [InlineData("", true)]
    [InlineData("set * persistence 1", false)]
    public void The_first_handle_pays_for_a_cold_gpu_unless_it_is_kept_awake(string line, bool pays)
    {
        using var machine = new FakeMachine(driver, 580);
        machine.Configure("gpus 2 H100", "cold * 150", line, machine.CountsLine);
        machine.Start();
        Assert.DoesNotContain("wake", machine.Counts().Keys);
        var clock = Stopwatch.StartNew();

        machine.Gpu(0);
        Assert.True(!pays || clock.Elapsed >= TimeSpan.FromSeconds(0.15));
        machine.Gpu(0);

        Assert.Equal(pays ? 1 : 0, machine.Counts().GetValueOrDefault("wake"));
    }

    [PeerFact("cc")]
    public void A_gpu_that_somebody_holds_is_warm_and_a_released_one_cold_again()
    {
        using var machine = new FakeMachine(driver, 580, "gpu 0 H100");
        machine.Configure("gpu 0 H100", "cold 0 1", machine.CountsLine);
        using (new FileStream(Path.Combine(machine.Folder, "fake.hold.0"), FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read))
        {
            machine.Start().Gpu(0);
            Assert.DoesNotContain("wake", machine.Counts().Keys);
        }

        Assert.Equal(FakeMachine.Ok, machine.Call("nvmlShutdown"));
        machine.Start().Gpu(0);
        Assert.Equal(1, machine.Counts()["wake"]);
    }

    [PeerFact("cc")]
    public void A_machine_without_gpus_starts_for_who_expects_that()
    {
        const int NoGpus = 1;
        using var machine = new FakeMachine(driver, 580, "gpus 0 H100");

        Assert.Equal(FakeMachine.NotFound, machine.Call("nvmlInit_v2"));
        Assert.Equal(FakeMachine.Ok, machine.Call("nvmlInitWithFlags", NoGpus));
        Assert.Equal(0ul, machine.Count());
    }

    [PeerFact("cc")]
    public void Who_asks_not_to_attach_wakes_nothing()
    {
        const int NoGpus = 1, NoAttach = 2;
        using var machine = new FakeMachine(driver, 580, "gpu 0 H100");
        machine.Configure("gpu 0 H100", "cold 0 1000", machine.CountsLine);

        Assert.Equal(FakeMachine.Ok, machine.Call("nvmlInitWithFlags", NoGpus | NoAttach));
        Assert.Equal("NVIDIA H100 80GB HBM3", machine.Text("nvmlDeviceGetName", machine.Gpu(0)));
        Assert.DoesNotContain("wake", machine.Counts().Keys);
    }

    [PeerFact("cc")]
    public unsafe void A_new_event_line_is_delivered_once_to_who_asked_for_its_kind()
    {
        using var machine = new FakeMachine(driver, 580, "gpus 2 H100", "event 1 8 1").Start();
        nint set;
        Assert.Equal(FakeMachine.Ok, machine.Call("nvmlEventSetCreate", (nint)(&set)));
        Assert.Equal(FakeMachine.Ok, machine.Call("nvmlDeviceRegisterEvents", machine.Gpu(1), (nint)Xid, set));
        machine.Configure("gpus 2 H100", "event 1 8 1", "event 0 8 31", $"event 1 {EccErrors} 0", "event 1 8 79");

        Assert.Equal((FakeMachine.Ok, machine.Gpu(1), 8ul, 79ul), Wait(machine, set, 1000));
        Assert.Equal(FakeMachine.Timeout, Wait(machine, set, 20).Result);
        Assert.Equal(FakeMachine.Ok, machine.Call("nvmlEventSetFree", set));
        Assert.Equal(FakeMachine.InvalidArgument, Wait(machine, set, 0).Result);
    }

    [PeerTheory("cc")]
    [InlineData(550, 0x19Ful)]
    [InlineData(570, 0xFF9Ful)]
    public void A_branch_knows_the_events_that_it_had(int branch, ulong types)
    {
        using var machine = new FakeMachine(driver, branch, "gpu 0 H100").Start();

        Assert.Equal(types, machine.Number("nvmlDeviceGetSupportedEventTypes", machine.Gpu(0)));
    }

    [PeerFact("cc")]
    public unsafe void Waiting_for_events_of_a_gpu_ends_when_it_is_lost()
    {
        using var machine = new FakeMachine(driver, 580, "gpu 0 H100").Start();
        nint set;
        Assert.Equal(FakeMachine.Ok, machine.Call("nvmlEventSetCreate", (nint)(&set)));
        Assert.Equal(FakeMachine.Ok, machine.Call("nvmlDeviceRegisterEvents", machine.Gpu(0), (nint)Xid, set));
        machine.Configure("gpu 0 H100", "lost 0");

        Assert.Equal(FakeMachine.Lost, Wait(machine, set, 5000).Result);
    }

    [PeerFact("cc")]
    public unsafe void Mig_devices_come_from_the_layout()
    {
        using var machine = new FakeMachine(driver, 580, "gpu 0 H100", "mig 0 3g.40gb 1g.10gb*2", "process 0 9 compute 100 job 2").Start();
        var devices = new List<nint>();
        nint device;
        while (machine.Call("nvmlDeviceGetMigDeviceHandleByIndex", machine.Gpu(0), devices.Count, (nint)(&device)) == FakeMachine.Ok)
        {
            devices.Add(device);
        }

        Assert.Equal(["NVIDIA H100 80GB HBM3 MIG 3g.40gb", "NVIDIA H100 80GB HBM3 MIG 1g.10gb", "NVIDIA H100 80GB HBM3 MIG 1g.10gb"], devices.Select(each => machine.Text("nvmlDeviceGetName", each)));
        Assert.Equal([0ul, 1, 2], devices.Select(each => machine.Number("nvmlDeviceGetIndex", each)));
        Assert.Equal(3, devices.Select(each => machine.Text("nvmlDeviceGetUUID", each)).Distinct().Count());
        Assert.Equal(2ul, machine.Number("nvmlDeviceGetGpuInstanceId", devices[0]));
        Assert.Equal(40448ul << 20, machine.Number("nvmlDeviceGetMemoryInfo", devices[0]));
        Assert.Equal(FakeMachine.NotSupported, machine.Result("nvmlDeviceGetUtilizationRates", machine.Gpu(0)));
    }

    [PeerFact("cc")]
    public unsafe void Instances_are_made_and_removed_where_there_is_room()
    {
        const int ThreeSlices = 9, FourSlices = 5, WholeOfThree = 2;
        using var machine = new FakeMachine(driver, 580, "gpu 0 H100", "mig 0 on").Start();
        nint instance, second, compute;
        Assert.Equal(FakeMachine.Ok, machine.Call("nvmlDeviceCreateGpuInstance", machine.Gpu(0), ThreeSlices, (nint)(&instance)));
        Assert.Equal(FakeMachine.Ok, machine.Call("nvmlGpuInstanceCreateComputeInstance", instance, WholeOfThree, (nint)(&compute)));
        Assert.Equal(FakeMachine.Ok, machine.Call("nvmlDeviceCreateGpuInstance", machine.Gpu(0), ThreeSlices, (nint)(&second)));

        Assert.Equal(23, machine.Call("nvmlDeviceCreateGpuInstance", machine.Gpu(0), FourSlices, (nint)(&second)));
        Assert.Equal(19, machine.Call("nvmlGpuInstanceDestroy", instance));
        Assert.Equal(FakeMachine.Ok, machine.Call("nvmlComputeInstanceDestroy", compute));
        Assert.Equal(FakeMachine.Ok, machine.Call("nvmlGpuInstanceDestroy", instance));
        Assert.Equal("gi 0 9 4\nci 0 2 3 0\ngi 0 9 0\nci_gone 0 2 0\ngi_gone 0 2\n", machine.State);
    }

    [PeerFact("cc")]
    public unsafe void Counters_of_performance_need_two_samples_and_a_board_that_has_them()
    {
        const int GraphicsUtilization = 1, FirstMetric = 24;
        using var machine = new FakeMachine(driver, 580, "gpu 0 H100", "gpu 1 A100", "clock 100", "set * utilization 50").Start();
        nint first, second;
        Assert.Equal(FakeMachine.Ok, machine.Call("nvmlGpmSampleAlloc", (nint)(&first)));
        Assert.Equal(FakeMachine.Ok, machine.Call("nvmlGpmSampleAlloc", (nint)(&second)));
        Assert.Equal(FakeMachine.Ok, machine.Call("nvmlGpmSampleGet", machine.Gpu(0), first));
        machine.Configure("gpu 0 H100", "gpu 1 A100", "clock 110", "set * utilization 50");
        Assert.Equal(FakeMachine.Ok, machine.Call("nvmlGpmSampleGet", machine.Gpu(0), second));
        Assert.Equal(FakeMachine.NotSupported, machine.Call("nvmlGpmSampleGet", machine.Gpu(1), second));

        var request = new byte[FirstMetric + 40];
        BitConverter.TryWriteBytes(request, 1);
        BitConverter.TryWriteBytes(request.AsSpan(4), 1);
        BitConverter.TryWriteBytes(request.AsSpan(8), first);
        BitConverter.TryWriteBytes(request.AsSpan(16), second);
        BitConverter.TryWriteBytes(request.AsSpan(FirstMetric), GraphicsUtilization);
        fixed (byte* at = request)
        {
            Assert.Equal(FakeMachine.Ok, machine.Call("nvmlGpmMetricsGet", (nint)at));
        }
        Assert.Equal(50, BitConverter.ToDouble(request, FirstMetric + 8), 0.001);
        Assert.Equal(FakeMachine.Ok, machine.Call("nvmlGpmSampleFree", first));
        Assert.Equal(FakeMachine.Ok, machine.Call("nvmlGpmSampleFree", second));
    }

    private static unsafe (int Result, nint Device, ulong Type, ulong Data) Wait(FakeMachine machine, nint set, int milliseconds)
    {
        var room = stackalloc ulong[4];
        var result = machine.Call("nvmlEventSetWait_v2", set, (nint)room, milliseconds);
        return (result, (nint)room[0], room[1], room[2]);
    }
}
