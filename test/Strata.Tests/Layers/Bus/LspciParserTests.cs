using Strata.Layers.Bus;
using Strata.Machine;
using Xunit;

namespace Strata.Tests.Layers.Bus;

public sealed class LspciParserTests
{
    private const string Details =
        """
        0000:65:00.0 VGA compatible controller [0300]: NVIDIA Corporation GA102GL [RTX A5000] [10de:2231] (rev a1) (prog-if 00 [VGA controller])
        	Subsystem: Dell GA102GL [RTX A5000] [1028:147e]
        	Control: I/O+ Mem+ BusMaster+ SpecCycle- MemWINV- VGASnoop- ParErr+ Stepping- SERR+ FastB2B- DisINTx+
        	Region 0: Memory at d7000000 (32-bit, non-prefetchable) [size=16M]
        	Region 1: Memory at <unassigned> (64-bit, prefetchable)
        	Region 5: I/O ports at b000 [size=128]
        	Expansion ROM at d8000000 [disabled] [size=512K]
        	NUMA node: 0
        	IOMMU group: 30
        		LnkCap:	Port #0, Speed 16GT/s, Width x16, ASPM L0s L1, Exit Latency L0s <1us, L1 <4us
        		LnkSta:	Speed 8GT/s (downgraded), Width x8 (downgraded)
        	Kernel driver in use: nouveau
        	Kernel modules: nvidiafb, nouveau
        """;

    private static PciFunction One(string text) => Assert.Single(LspciParser.Parse(TextDocument.Of("lspci", text)));

    [Fact]
    public void ReadsTheDetailsOfAFunction()
    {
        var gpu = One(Details);

        Assert.True(gpu.IsGpu);
        Assert.Equal("10de:2231", gpu.PciId);
        Assert.Equal("1028:147e", gpu.Subsystem);
        Assert.Equal("nouveau", gpu.Driver.Or(null));
        Assert.Equal("nvidiafb nouveau", string.Join(" ", gpu.Modules.Or([])));
        Assert.Equal(new PcieLink(4, 16), gpu.LinkCapability.Or(default));
        Assert.Equal(new PcieLink(3, 8), gpu.Link.Or(default));
        Assert.Equal(30, gpu.IommuGroup.Or(-1));
        Assert.True(gpu.Answers.Or(false));
        Assert.Equal([(0, (ulong?)0xd7000000, 16UL << 20), (1, null, 0UL)], gpu.Bars.Or([]).Select(bar => (bar.Index, bar.Address, bar.Size)));
        Assert.Equal(11, gpu.Link.Source.Line);
    }

    [Fact]
    public void AFunctionWithoutDriverSaysSo()
    {
        var gpu = One("01:00.0 3D controller [0302]: NVIDIA Corporation GH100 [H100 PCIe] [10de:2331] (rev a1)\n\tFlags: fast devsel, IRQ 16\n\tKernel modules: nouveau\n");

        Assert.True(gpu.Driver.IsAbsent);
    }

    [Fact]
    public void AListingWithoutDetailsDoesNotTellTheDriver() =>
        Assert.True(One("01:00.0 VGA compatible controller [0300]: NVIDIA Corporation Device [10de:1b06] (rev a1)").Driver.IsUnreadable);

    [Theory]
    [InlineData("01:00.0 VGA compatible controller: NVIDIA Corporation TU102 [GeForce RTX 2080 Ti] (rev a1)", 0x030000, 0x10de, 0)]
    [InlineData("01:00.0 0300: 10de:1c82 (rev a1)", 0x030000, 0x10de, 0x1c82)]
    [InlineData("IOMMU Group 1 01:00.1 Audio device [0403]: NVIDIA Corporation TU116 High Definition Audio Controller [10de:1aeb] (rev a1)", 0x040300, 0x10de, 0x1aeb)]
    [InlineData("10000:e1:00.0 Non-Volatile memory controller [0108]: SK hynix Device [1c5c:1959]", 0x010800, 0x1c5c, 0x1959)]
    public void ReadsTheFirstLineInEveryForm(string line, int code, int vendor, int device)
    {
        var function = One(line);

        Assert.Equal((code, vendor, device), (function.Class, function.Vendor, function.Device));
    }

    [Theory]
    [InlineData("01:00.0 VGA compatible controller [0300]: NVIDIA Corporation GA102 [10de:2204] (rev ff) (prog-if ff)")]
    [InlineData("01:00.0 VGA compatible controller [0300]: NVIDIA Corporation GA102 [10de:2204] (rev a1)\n\t!!! Unknown header type 7f")]
    [InlineData("01:00.0 VGA compatible controller: NVIDIA Corporation GA102 (rev a1)\n00: ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff\n")]
    public void KnowsADeviceThatDoesNotAnswer(string text)
    {
        var gpu = One(text);

        Assert.True(gpu.Answers.TryGet(out var answers));
        Assert.False(answers);
    }

    // Bytes of a GTX 1080 Ti as an old bug report has them: capability at 0x78, generation 3, 16 lanes, idle at generation 2.
    [Fact]
    public void DecodesTheLinkFromBytes()
    {
        var gpu = One(
            """
            04:00.0 VGA compatible controller: NVIDIA Corporation Device 1b06 (rev a1)
            00: de 10 06 1b 07 04 10 00 a1 00 00 03 08 00 80 00
            10: 00 00 00 f8 0c 00 00 e0 7f 02 00 00 0c 00 00 f0
            20: 7f 02 00 00 01 c0 00 00 00 00 00 00 43 10 99 85
            30: 00 00 00 f9 60 00 00 00 00 00 00 00 0b 01 00 00
            40: 43 10 99 85 00 00 00 00 00 00 00 00 00 00 00 00
            50: 00 00 00 00 01 00 00 00 ce d6 23 00 00 00 00 00
            60: 01 68 03 00 08 00 00 00 05 78 80 00 00 00 00 00
            70: 00 00 00 00 00 00 00 00 10 00 12 00 e1 8d 2c 01
            80: 30 29 09 00 03 4d 45 00 43 00 02 11 00 00 00 00
            """);

        Assert.Equal(new PcieLink(3, 16), gpu.LinkCapability.Or(default));
        Assert.Equal(new PcieLink(2, 16), gpu.Link.Or(default));
        Assert.Equal(0x1b06, gpu.Device);
    }

    [Fact]
    public void ABridgeTellsTheBusesBelowItAndItsAcs()
    {
        var bridge = One(
            """
            0000:00:01.1 PCI bridge [0604]: Advanced Micro Devices, Inc. [AMD] Device [1022:14db] (prog-if 00 [Normal decode])
            	Bus: primary=00, secondary=01, subordinate=1f, sec-latency=0
            		ACSCtl:	SrcValid+ TransBlk- ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans-
            	Kernel driver in use: pcieport
            """);

        Assert.Equal(((byte)0x01, (byte)0x1f), bridge.Below);
        Assert.True(bridge.Acs.Or(default).Redirects);
    }

    [Fact]
    public void TheBarsOfVirtualFunctionsAreNotThoseOfTheDevice()
    {
        var gpu = One(
            """
            01:00.0 3D controller [0302]: NVIDIA Corporation GA100 [10de:20b5] (rev a1)
            	Region 0: Memory at c0000000 (32-bit, non-prefetchable) [size=16M]
            	Capabilities: [bcc v1] Single Root I/O Virtualization (SR-IOV)
            		Region 0: Memory at <ignored> (32-bit, non-prefetchable)
            	Capabilities: [c14 v1] Alternative Routing-ID Interpretation (ARI)
            """);

        Assert.Single(gpu.Bars.Or([]));
    }
}
