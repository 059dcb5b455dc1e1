using Strata.Layers.Bus;
using Strata.Machine.Transcripts;
using Strata.Snapshots;
using Xunit;

namespace Strata.Tests.Layers.Bus;

public sealed class BusCollectorTests
{
    private static BusFacts Read(string header, string pieces) =>
        Snapshotter.Take(new LabMachine(LabCaseReader.Parse("test", $"---\nroot: none\n{header}---\n# Test\n\n" + pieces))).Bus;

    private static string File(string address, string name, string text) => $"```file /sys/bus/pci/devices/{address}/{name}\n{text}\n```\n";

    private static string Function(string address, string code, string vendor, string device) =>
        File(address, "class", code) + File(address, "vendor", vendor) + File(address, "device", device);

    [Fact]
    public void AVirtualFunctionIsNoGpuOfItsOwn()
    {
        var facts = Read("machine: whole\n",
            Function("0000:01:00.0", "0x030200", "0x10de", "0x20b5") + Function("0000:01:00.4", "0x030200", "0x10de", "0x20b5")
            + "```link /sys/bus/pci/devices/0000:01:00.4/physfn\n../0000:01:00.0\n```\n");

        Assert.Equal("0000:01:00.0", Assert.Single(facts.Gpus).Address.ToString());
    }

    [Fact]
    public void ThePathOfADeviceTellsThePortsAboveIt()
    {
        var facts = Read("machine: whole\n",
            Function("0000:03:00.0", "0x030000", "0x10de", "0x2684") + Function("0000:02:00.0", "0x060400", "0x10b5", "0x8747") + Function("0000:00:01.1", "0x060400", "0x1022", "0x14db")
            + "```link /sys/bus/pci/devices/0000:03:00.0\n../../../devices/pci0000:00/0000:00:01.1/0000:02:00.0/0000:03:00.0\n```\n");

        Assert.Equal("0000:02:00.0 0000:00:01.1", string.Join(' ', Assert.Single(facts.Gpus).Ports));
    }

    [Fact]
    public void OldListingsAreJoinedByAddress()
    {
        var facts = Read("",
            """
            ```tool lspci -d 10de: -v -xxx
            04:00.0 VGA compatible controller: NVIDIA Corporation Device 1b06 (rev a1) (prog-if 00 [VGA controller])
            	Flags: bus master, fast devsel, latency 0, IRQ 71
            	Kernel driver in use: nvidia
            ```
            ```tool lspci -nn
            00:00.0 Host bridge [0600]: Intel Corporation Device [8086:6f00] (rev 01)
            04:00.0 VGA compatible controller [0300]: NVIDIA Corporation Device [10de:1b06] (rev a1)
            ```
            """);

        var gpu = Assert.Single(facts.Gpus);
        Assert.Equal(("10de:1b06", "nvidia"), (gpu.PciId, gpu.Driver.Or(null)));
        Assert.True(facts.IsComplete);
    }

    [Fact]
    public void TheKernelLogNamesFunctionsWhereNothingElseDoes() =>
        Assert.Equal("10de:26b1", Assert.Single(Read("", "```text\n[    0.469001] pci 0000:01:00.0: [10de:26b1] type 00 class 0x030000\n```\n").Gpus).PciId);

    [Fact]
    public void AModelThatVfioIsToTakeIsNotForTheHost()
    {
        var facts = Read("",
            """
            ```text
            $ cat /etc/modprobe.d/vfio.conf
            options vfio-pci ids=10de:21c4
            $ lspci -nnk -d 10de:
            01:00.0 VGA compatible controller [0300]: NVIDIA Corporation TU116 [GeForce GTX 1660 SUPER] [10de:21c4] (rev a1)
            	Kernel modules: nouveau
            ```
            """);

        Assert.Single(facts.Gpus);
        Assert.Empty(facts.HostGpus);
    }
}
