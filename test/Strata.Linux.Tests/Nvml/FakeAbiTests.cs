using System.Diagnostics;
using Strata.Linux.Tests.Peers;

namespace Strata.Linux.Tests.Nvml;

/// <summary>The border of the fake library: names, layouts, versions, field numbers by driver branch.</summary>
[Collection(FakeDriverTests.Name)]
public sealed class FakeAbiTests(FakeDriver driver)
{
    [PeerTheory("cc")]
    [InlineData(470, "nvmlDeviceGetMigMode", "nvmlDeviceGetMemoryInfo_v2")]
    [InlineData(535, "nvmlDeviceGetMemoryInfo_v2", "nvmlDeviceGetPciInfoExt")]
    [InlineData(550, "nvmlDeviceGetGpuFabricInfoV", "nvmlDeviceGetTemperatureV")]
    [InlineData(570, "nvmlDeviceGetTemperatureV", "nvmlDeviceGetRepairStatus")]
    [InlineData(580, "nvmlDeviceGetRepairStatus", "nvmlDeviceGetUnrepairableMemoryFlag_v1")]
    [InlineData(590, "nvmlDeviceGetUnrepairableMemoryFlag_v1", "nvmlDeviceGetRemappedRows_v2")]
    public void A_branch_exports_the_names_that_it_had(int branch, string present, string absent)
    {
        using var machine = new FakeMachine(driver, branch, "gpu 0 H100");

        Assert.True(machine.Exports(present));
        Assert.False(machine.Exports(absent));
    }

    [PeerFact("cc", "libnvidia-ml.so.1")]
    public void The_535_build_exports_exactly_what_the_real_library_does()
    {
        Assert.Equal(Exports(Peer.Find("libnvidia-ml.so.1")!), Exports(driver.Library(535)));
    }

    [PeerTheory("cc")]
    [InlineData("nvmlDeviceGetPciInfo", 32)]
    [InlineData("nvmlDeviceGetPciInfo_v3", 68)]
    [InlineData("nvmlDeviceGetMemoryInfo", 24)]
    [InlineData("nvmlDeviceGetBAR1MemoryInfo", 24)]
    [InlineData("nvmlDeviceGetUtilizationRates", 8)]
    [InlineData("nvmlDeviceGetRowRemapperHistogram", 20)]
    [InlineData("nvmlDeviceGetGpuFabricInfo", 28)]
    [InlineData("nvmlDeviceGetMemoryInfo_v2", 40, 2)]
    [InlineData("nvmlDeviceGetSramEccErrorStatus", 104, 1)]
    [InlineData("nvmlDeviceGetGpuFabricInfoV", 36, 2)]
    [InlineData("nvmlDeviceGetGpuFabricInfoV", 40, 3)]
    [InlineData("nvmlDeviceGetPciInfoExt", 64, 1)]
    public void An_answer_is_as_long_as_the_struct(string function, int size, uint version = 0)
    {
        using var machine = new FakeMachine(driver, 580, "gpu 0 H100").Start();
        var word = version == 0 ? 0 : (uint)size | (version << 24);

        Assert.InRange(machine.Written(function, machine.Gpu(0), word), size - 7, size);
    }

    [PeerTheory("cc")]
    [InlineData("nvmlDeviceGetMemoryInfo_v2")]
    [InlineData("nvmlDeviceGetTemperatureV")]
    [InlineData("nvmlDeviceGetGpuFabricInfoV")]
    [InlineData("nvmlDeviceGetRepairStatus")]
    public void A_wrong_version_word_is_refused(string function)
    {
        using var machine = new FakeMachine(driver, 580, "gpu 0 H100").Start();

        Assert.Equal(FakeMachine.WrongVersion, machine.Result(function, machine.Gpu(0)));
    }

    [PeerFact("cc")]
    public void A_name_that_nobody_wrote_is_not_supported()
    {
        using var machine = new FakeMachine(driver, 580, "gpu 0 H100").Start();

        Assert.Equal(FakeMachine.NotSupported, machine.Result("nvmlDeviceGetPerformanceModes", machine.Gpu(0)));
    }

    [PeerFact("cc")]
    public void Nothing_answers_before_the_start_and_no_pointer_is_taken_on_trust()
    {
        using var machine = new FakeMachine(driver, 580, "gpu 0 H100");

        Assert.Equal(FakeMachine.Uninitialized, machine.Result("nvmlDeviceGetPowerUsage", 0));
        machine.Start();
        Assert.Equal(FakeMachine.InvalidArgument, machine.Result("nvmlDeviceGetPowerUsage", 0));
        Assert.Equal(FakeMachine.InvalidArgument, machine.Result("nvmlDeviceGetPowerUsage", machine.Gpu(0) + 1));
    }

    [PeerTheory("cc")]
    [InlineData(580, 251, FakeMachine.Ok)]
    [InlineData(580, 269, FakeMachine.NotSupported)]
    [InlineData(590, 269, FakeMachine.Ok)]
    [InlineData(590, 251, FakeMachine.NotSupported)]
    [InlineData(570, 251, FakeMachine.NotSupported)]
    [InlineData(570, 269, FakeMachine.InvalidArgument)]
    [InlineData(550, 230, FakeMachine.InvalidArgument)]
    public void A_field_number_means_what_the_branch_meant(int branch, uint field, int result)
    {
        using var machine = new FakeMachine(driver, branch, "gpu 0 H100", "set 0 sw_thermal_slowdown 777").Start();

        Assert.Equal((result, result == FakeMachine.Ok ? 777ul : 0), machine.Field(machine.Gpu(0), field));
    }

    [PeerTheory("cc")]
    [InlineData("off", 24)]
    [InlineData("on", 32)]
    public unsafe void The_third_process_list_has_the_stride_of_its_driver(string wide, int stride)
    {
        using var machine = new FakeMachine(driver, 535, "gpu 0 H100", "process 0 11 compute 5", "process 0 12 compute unknown", $"wide_processes {wide}").Start();
        var room = new byte[128];
        uint count = 4;
        fixed (byte* at = room)
        {
            Assert.Equal(FakeMachine.Ok, machine.Call("nvmlDeviceGetComputeRunningProcesses_v3", machine.Gpu(0), (nint)(&count), (nint)at));
        }

        Assert.Equal(2u, count);
        Assert.Equal(11, BitConverter.ToInt32(room, 0));
        Assert.Equal(5ul << 20, BitConverter.ToUInt64(room, 8));
        Assert.Equal(12, BitConverter.ToInt32(room, stride));
        Assert.Equal(ulong.MaxValue, BitConverter.ToUInt64(room, stride + 8));
    }

    [PeerFact("cc")]
    public unsafe void A_list_without_room_tells_how_much_it_needs()
    {
        using var machine = new FakeMachine(driver, 580, "gpu 0 H100", "process 0 11 compute 5", "process 0 12 compute 5").Start();
        uint count = 0;

        Assert.Equal(FakeMachine.InsufficientSize, machine.Call("nvmlDeviceGetComputeRunningProcesses_v3", machine.Gpu(0), (nint)(&count), 0));
        Assert.Equal(2u, count);
    }

    private static IEnumerable<string> Exports(string library)
    {
        using var nm = Process.Start(new ProcessStartInfo("nm", ["-D", "--defined-only", library]) { RedirectStandardOutput = true })!;
        return [.. nm.StandardOutput.ReadToEnd().Split('\n').Select(line => line.Split(' ')[^1]).Where(name => name.StartsWith("nvml", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }
}
