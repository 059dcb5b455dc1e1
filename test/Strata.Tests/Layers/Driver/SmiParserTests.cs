using Strata.Layers.Driver;
using Strata.Machine;
using Xunit;

namespace Strata.Tests.Layers.Driver;

public sealed class SmiParserTests
{
    private const string Query384 = """
        ==============NVSMI LOG==============

        Driver Version                      : 384.59

        Attached GPUs                       : 1
        GPU 00000000:04:00.0
            Product Name                    : GeForce GTX 1080 Ti
            Persistence Mode                : Disabled
            GPU UUID                        : GPU-00000000-0000-0000-0000-000000000001
            Minor Number                    : 2
            PCI
                Bus Id                      : 00000000:04:00.0
                Replays since reset         : 0
            Clocks Throttle Reasons
                HW Slowdown                 : Not Active
            Utilization
                Gpu                         : 7 %
            Ecc Mode
                Current                     : N/A
            ECC Errors
                Volatile
                    Single Bit            
                        Total               : N/A
                    Double Bit            
                        Total               : 3
            Retired Pages
                Pending                     : Yes
            Power Readings
                Power Draw                  : 13.06 W
                Power Limit                 : 280.00 W
            Processes
                Process ID                  : 1345
                    Type                    : G
                    Name                    : /usr/lib/xorg/Xorg
                    Used GPU Memory         : 45 MiB
        """;

    private const string Query560 = """
        GPU 00000000:01:00.0
            Product Name                          : NVIDIA RTX 6000 Ada Generation
            MIG Mode
                Current                           : Disabled
                Pending                           : Enabled
            GPU Reset Status
                Reset Required                    : No
            Clocks Event Reasons
                HW Slowdown                       : Active
                    HW Thermal Slowdown           : Active
                    HW Power Brake Slowdown       : Not Active
                SW Thermal Slowdown               : Not Active
            Remapped Rows
                Correctable Error                 : 0
                Uncorrectable Error               : 4
                Pending                           : Yes
                Remapping Failure Occurred        : No
                Bank Remap Availability Histogram
                    Max                           : 192 bank(s)
            GPU Power Readings
                Instantaneous Power Draw          : 21.11 W
                Current Power Limit               : 300.00 W
            Fabric
                State                             : In Progress
                Status                            : N/A
            Processes                             : None

        GPU 00000000:03:00.0
            Product Name                          : NVIDIA GeForce RTX 4060 Ti
        """;

    private const string TableOld = """
        | NVIDIA-SMI 390.30                 Driver Version: 390.30                    |
        |-------------------------------+----------------------+----------------------+
        | GPU  Name        Persistence-M| Bus-Id        Disp.A | Volatile Uncorr. ECC |
        | Fan  Temp  Perf  Pwr:Usage/Cap|         Memory-Usage | GPU-Util  Compute M. |
        |===============================+======================+======================|
        |   0  Tesla K80           Off  | 00001128:00:00.0 Off |                    0 |
        | N/A   41C    P0    70W / 149W |      0MiB / 11441MiB |      0%      Default |
        +-------------------------------+----------------------+----------------------+
        """;

    private const string TableNew = """
        | NVIDIA-SMI 580.95.05              Driver Version: 580.95.05      CUDA Version: 13.0     |
        |=========================================+========================+======================|
        |   0  NVIDIA H100 NVL                On  |   00000000:33:00.0 Off |                    2 |
        | N/A   43C    P0             59W /  400W |     120MiB /  95830MiB |     97%   E. Process |
        |                                         |                        |              Enabled |
        +-----------------------------------------+------------------------+----------------------+
        | Processes:                                                                              |
        |  GPU   GI   CI              PID   Type   Process name                        GPU Memory |
        |    0   N/A  N/A            1589      C   /usr/bin/python3                        120MiB |
        """;

    [Fact]
    public void OldKeysStandUnderTheirNewestNames()
    {
        var gpu = Assert.Single(SmiQueryParser.Parse(TextDocument.Of("nvidia-smi -q", Query384)));

        Assert.Equal("0000:04:00.0", gpu.Address.ToString());
        Assert.Equal("GeForce GTX 1080 Ti", gpu.Name);
        Assert.Equal(2, gpu.Minor);
        Assert.Equal(7, gpu.Number("Utilization/GPU"));
        Assert.True(gpu.Is("Clocks Event Reasons/HW Slowdown", "Not Active"));
        Assert.True(gpu.Is("ECC Mode/Current", "N/A"));
        Assert.Null(gpu.Number("ECC Errors/Volatile/Single Bit/Total"));
        Assert.Equal(3, gpu.Number("ECC Errors/Volatile/Double Bit/Total"));
        Assert.True(gpu.Is("Retired Pages/Pending Page Blacklist", "Yes"));
        Assert.Equal(13.06, gpu.Number("GPU Power Readings/Power Draw"));
        Assert.Equal(0, gpu.Number("PCI/Replays Since Reset"));
        Assert.Equal(new GpuProcess(1345, "G", "/usr/lib/xorg/Xorg", 45), Assert.Single(gpu.Processes));
    }

    [Fact]
    public void NewKeysAndEveryGpuAreRead()
    {
        var gpus = SmiQueryParser.Parse(TextDocument.Of("nvidia-smi -q", Query560, firstLine: 100));

        Assert.Equal(["0000:01:00.0", "0000:03:00.0"], gpus.Select(gpu => gpu.Address.ToString()));
        Assert.True(gpus[0].Is("Clocks Event Reasons/HW Thermal Slowdown", "Active"));
        Assert.True(gpus[0].Is("Remapped Rows/Pending", "Yes"));
        Assert.True(gpus[0].Is("Remapped Rows/Remapping Failure Occurred", "No"));
        Assert.Equal(300, gpus[0].Number("GPU Power Readings/Power Limit"));
        Assert.True(gpus[0].Is("Fabric/State", "In Progress"));
        Assert.Equal(101, gpus[0].Field("Product Name").Source.Line);
        Assert.Empty(gpus[0].Processes);
        Assert.True(gpus[1].Field("Remapped Rows/Pending").IsUnreadable);
    }

    [Fact]
    public void ATableOfTwoRowsIsRead()
    {
        var gpu = Assert.Single(SmiTableParser.Parse(TextDocument.Of("nvidia-smi", TableOld)));

        Assert.Equal("1128:00:00.0", gpu.Address.ToString());
        Assert.Equal("Tesla K80", gpu.Name);
        Assert.True(gpu.Is("Persistence Mode", "Disabled"));
        Assert.Equal(11441, gpu.Number("FB Memory Usage/Total"));
    }

    [Fact]
    public void ATableOfThreeRowsIsReadWithItsProcesses()
    {
        var gpu = Assert.Single(SmiTableParser.Parse(TextDocument.Of("nvidia-smi", TableNew)));

        Assert.True(gpu.Is("Persistence Mode", "Enabled"));
        Assert.True(gpu.Is("MIG Mode/Current", "Enabled"));
        Assert.True(gpu.Is("Compute Mode", "Exclusive_Process"));
        Assert.Equal(97, gpu.Number("Utilization/GPU"));
        Assert.Equal(2, gpu.Number("Volatile Uncorr. ECC"));
        Assert.Equal(new GpuProcess(1589, "C", "/usr/bin/python3", 120), Assert.Single(gpu.Processes));
    }

    [Fact]
    public void AListTellsNamesAndUuids()
    {
        var gpu = Assert.Single(SmiListParser.Parse(TextDocument.Of("nvidia-smi -L", "GPU 0: NVIDIA A40 (UUID: GPU-0a0b0c0d-0000-1111-2222-333344445555)\n  MIG 1g.5gb Device 0: (UUID: MIG-x)")));

        Assert.Equal("NVIDIA A40", gpu.Name);
    }
}
