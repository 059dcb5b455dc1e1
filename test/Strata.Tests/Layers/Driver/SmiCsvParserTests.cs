using Strata.Judging;
using Strata.Layers.Driver;
using Strata.Machine;
using Xunit;

namespace Strata.Tests.Layers.Driver;

public sealed class SmiCsvParserTests
{
    private const string Header = "index, name, pci.bus_id, driver_version, memory.used [MiB], utilization.gpu [%], ecc.errors.uncorrected.volatile.total, clocks_event_reasons.active";
    private const string Row = "1, NVIDIA A100-PCIE-40GB, 00000000:65:00.0, 550.163.01, 12 MiB, 97 %, [N/A], 0x00000000000000C8";

    [Fact]
    public void TheHeaderNamesTheFields()
    {
        var gpu = Assert.Single(Parse(Header + "\n" + Row));

        Assert.Equal(("0000:65:00.0", 1, "NVIDIA A100-PCIE-40GB"), (gpu.Address.ToString(), gpu.Index, gpu.Name));
        Assert.Equal(12, gpu.Number("FB Memory Usage/Used"));
        Assert.Equal(97, gpu.Number("Utilization/GPU"));
        Assert.Null(gpu.Number("Volatile Uncorr. ECC"));
        Assert.True(gpu.Is("Clocks Event Reasons/HW Power Brake Slowdown", "Active"));
        Assert.True(gpu.Is("Clocks Event Reasons/SW Thermal Slowdown", "Not Active"));
        Assert.Equal((2, Row), (gpu.Source.Line, gpu.Source.Text));
    }

    [Theory]
    [InlineData("$ nvidia-smi --query-gpu=uuid,persistence_mode --format=csv,noheader", "GPU-00000000-0000-0000-0000-000000000001, Disabled")]
    [InlineData("$ nvidia-smi --format=csv,noheader,nounits --query-gpu uuid,persistence_mode", "GPU-00000000-0000-0000-0000-000000000001, Disabled")]
    [InlineData("user@node:~$ sudo nvidia-smi -i 0 --query-gpu=\"uuid, persistence_mode\" --format=csv,noheader", "GPU-00000000-0000-0000-0000-000000000001, Disabled")]
    public void WithoutAHeaderTheCommandDoes(string command, string row)
    {
        var gpu = Assert.Single(Pasted.Snapshot(command + "\n" + row).Driver.Gpus.Or([]));

        Assert.True(gpu.Is("Persistence Mode", "Disabled"));
        Assert.Equal((2, row), (gpu.Source.Line, gpu.Source.Text));
    }

    [Theory]
    [InlineData("clocks_event_reasons.hw_thermal_slowdown")]
    [InlineData("clocks_throttle_reasons.hw_thermal_slowdown")]
    public void OldAndNewNamesAreOne(string name) =>
        Assert.True(Assert.Single(Parse($"index, {name}\n0, Active")).Is("Clocks Event Reasons/HW Thermal Slowdown", "Active"));

    [Fact]
    public void TheLastRowOfAGpuCounts() =>
        Assert.Equal(80, Assert.Single(Parse("index, temperature.gpu\n0, 40\n0, 80")).Number("Temperature/GPU Current Temp"));

    [Theory]
    [InlineData("red, green, blue")]
    [InlineData("The name, the uuid and the rest")]
    public void OtherTextIsNoHeader(string line) => Assert.False(SmiCsvParser.IsHeader(line));

    [Fact]
    public void ProgramsAreThoseOfTheirGpu()
    {
        var gpus = Pasted.Snapshot("""
            $ nvidia-smi --query-gpu=index,uuid,name --format=csv
            index, uuid, name
            0, GPU-00000000-0000-0000-0000-000000000001, NVIDIA L4
            $ nvidia-smi --query-compute-apps=gpu_uuid,pid,process_name,used_gpu_memory --format=csv
            gpu_uuid, pid, process_name, used_gpu_memory [MiB]
            GPU-00000000-0000-0000-0000-000000000001, 4711, python3, 812 MiB
            """).Driver.Gpus.Or([]);

        Assert.Equal(new GpuProcess(4711, "C", "python3", 812), Assert.Single(Assert.Single(gpus).Processes));
    }

    [Fact]
    public void RowsJoinTheGpusOfTheTable()
    {
        var gpus = Pasted.Snapshot("""
            $ nvidia-smi
            | NVIDIA-SMI 390.30                 Driver Version: 390.30                    |
            |   0  Tesla K80           Off  | 00001128:00:00.0 Off |                    0 |
            | N/A   41C    P0    70W / 149W |      0MiB / 11441MiB |      0%      Default |
            $ nvidia-smi --query-gpu=index,retired_pages.pending --format=csv
            index, retired_pages.pending
            0, Yes
            """).Driver.Gpus.Or([]);

        Assert.True(Assert.Single(gpus).Is("Retired Pages/Pending Page Blacklist", "Yes"));
    }

    [Theory]
    [InlineData("$ nvidia-smi --query-remapped-rows=gpu_bus_id,remapped_rows.pending,remapped_rows.failure --format=csv\ngpu_bus_id, remapped_rows.pending, remapped_rows.failure\n00000000:65:00.0, 0, 1", "row-remap-failed")]
    [InlineData("gpu_uuid, remapped_rows.correctable, remapped_rows.uncorrectable, remapped_rows.pending, remapped_rows.failure\nGPU-00000000-0000-0000-0000-000000000001, 0, 1, 1, 0", "row-remap-pending-reset")]
    [InlineData("index, name, reset_status.reset_required\n3, NVIDIA L40S, Yes", "gpu-requires-reset")]
    public void ARowCanTellTheFault(string text, string slug) => Assert.Equal(slug, Pasted.Root(text));

    [Fact]
    public void AHealthyTableIsNoFault()
    {
        var report = Pasted.Report("$ nvidia-smi --query-gpu=index,pci.bus_id,driver_version,ecc.errors.uncorrected.volatile.total --format=csv\nindex, pci.bus_id, driver_version, ecc.errors.uncorrected.volatile.total\n0, 00000000:65:00.0, 550.163.01, 0");

        Assert.Equal(Status.Ok, report.Verdict);
        Assert.Equal("550.163.01", report.Machine.LoadedDriver);
    }

    private static System.Collections.Immutable.ImmutableArray<GpuState> Parse(string text) => SmiCsvParser.Parse(TextDocument.Of("nvidia-smi --query-gpu", text));
}
