using Strata.Layers.Driver.Xid;
using Xunit;

namespace Strata.Tests.Layers.Driver.Xid;

public sealed class XidParserTests
{
    [Theory]
    [InlineData("NVRM: Xid (PCI:0000:07:00): 48, pid='<unknown>', name=<unknown>, An uncorrectable double bit error", 48, "0000:07:00.0", "", "An uncorrectable double bit error")]
    [InlineData("[ 1.5] NVRM: Xid (PCI:0000:01:00 GPU-I:05 GPU-CI:00): 94, pid=7194, name=python, Contained: CE User Channel (0x9). RST: No, D-RST: No", 94, "0000:01:00.0", "GPU-I:05 GPU-CI:00", "Contained: CE User Channel (0x9). RST: No, D-RST: No")]
    [InlineData("kernel: NVRM: Xid (0000:02:00): 13, 0003 00000000", 13, "0000:02:00.0", "", "0003 00000000")]
    [InlineData("NVRM: Xid: 154, GPU recovery action changed from 0x0 (None) to 0x2 (Node Reboot Required)", 154, null, "", "GPU recovery action changed from 0x0 (None) to 0x2 (Node Reboot Required)")]
    [InlineData("NVRM: Xid (PCI:...): 137, RLW_RXPIPE interrupt hit on link 11", 137, null, "", "RLW_RXPIPE interrupt hit on link 11")]
    [InlineData("NVRM: Xid (PCI:0000:01:00) 31, Ch 00000010, intr 10000000", 31, "0000:01:00.0", "", "Ch 00000010, intr 10000000")]
    [InlineData("host kernel: NVRM: Xid (PCI:0000:08:00): 13, pid='', name=, Graphics SM Warp Exception", 13, "0000:08:00.0", "", "Graphics SM Warp Exception")]
    [InlineData("[  +6.010643] NVRM: Xid (PCI:0000:83:00): 119, pid=2710030, name=nvidia-smi, Timeout waiting for RPC from GSP!", 119, "0000:83:00.0", "", "Timeout waiting for RPC from GSP!")]
    [InlineData("3,901,100,-;NVRM: Xid (PCI:0000:3b:00): 48, pid=1, Ch 00000008", 48, "0000:3b:00.0", "", "Ch 00000008")]
    [InlineData("Mar  3 10:00:00 node7 kernel: NVRM: Xid (PCI:00000000:02:00): 79, GPU has fallen off the bus.", 79, "0000:02:00.0", "", "GPU has fallen off the bus.")]
    public void EveryFormOfTheDriverIsRead(string line, int code, string? gpu, string slice, string text)
    {
        var item = Assert.Single(Pasted.Snapshot(line).Driver.Xids);

        Assert.Equal(code, item.Code);
        Assert.Equal(gpu, item.Subject);
        Assert.Equal(slice, item.Slice);
        Assert.Equal(text, item.Text);
        Assert.Equal(XidTestimony.Driver, item.Testimony);
    }

    [Theory]
    [InlineData("DCGM_FI_DEV_XID_ERRORS{gpu=\"3\",UUID=\"GPU-8dc8a4d2\",device=\"nvidia3\"} 79", 79)]
    [InlineData("NvidiaXID48Error", 48)]
    [InlineData("Mar 03 10:00:00 node7 nvidia-vgpu-mgr[1234]: error: vmiop_log: (0x0): XID 43 detected on physical_chid:0x25, guest_chid:0x1d", 43)]
    public void WhatAMonitorToldCounts(string line, int code)
    {
        var item = Assert.Single(Pasted.Snapshot(line).Driver.Xids);

        Assert.Equal((code, XidTestimony.Monitor), (item.Code, item.Testimony));
    }

    [Theory]
    [InlineData("DCGM_FI_DEV_XID_ERRORS{gpu=\"3\",UUID=\"GPU-8dc8a4d2\"} 0")]
    [InlineData("# HELP DCGM_FI_DEV_XID_ERRORS Value of the last XID error encountered.")]
    public void AMetricOfZeroIsNoEvent(string line) => Assert.Empty(Pasted.Snapshot(line).Driver.Xids);

    [Fact]
    public void TheCauseAndTheProgramAreRead()
    {
        var item = Assert.Single(Pasted.Snapshot("kernel: NVRM: Xid (PCI:0000:dc:00): 45, pid=1818990, name=python3, Ch 00000001 caused by previous Xid 149").Driver.Xids);

        Assert.Equal(149, item.CausedBy);
        Assert.Equal(1818990, item.Pid);
        Assert.Equal("python3", item.Process);
    }

    [Fact]
    public void WordsOfAPersonCount()
    {
        var xids = Pasted.Snapshot("  - `Xid 48 / 171`: uncorrectable double-bit ECC\n  - `Xid 94` bursts + `Xid 154` (GPU recovery action → Drain and Reset)").Driver.Xids;

        Assert.Equal([48, 171, 94, 154], xids.Select(item => item.Code));
        Assert.All(xids, item => Assert.Equal(XidTestimony.Summary, item.Testimony));
    }

    [Theory]
    [InlineData("There is no Xid 79 in the log")]
    [InlineData("r8169 0000:02:00.0 eth0: RTL8168h/8111h, aa:bb:cc:dd:ee:ff, XID 541, IRQ 127")]
    [InlineData("Nov 20 09:00:01 host chatbot[4242]: user asked: what does \"NVRM: Xid (PCI:0000:01:00): 13, x\" mean?")]
    [InlineData("Nov 20 09:00:01 host chatbot[4242]: user asked about Xid 13")]
    public void WhatIsNoReportIsNoEvent(string line) => Assert.Empty(Pasted.Snapshot(line).Driver.Xids);

    [Fact]
    public void AnEventWrittenTwiceCountsOnce() => Assert.Single(Pasted.Snapshot(
        "[ 10.5] NVRM: Xid (PCI:0000:01:00): 31, pid=1, name=a, x\n[ 10.5] NVRM: Xid (PCI:0000:01:00): 31, pid=1, name=a, x").Driver.Xids);

    [Fact]
    public void DataOfASwitchErrorIsNoSecondEvent()
    {
        var item = Assert.Single(Pasted.Snapshot(
            "nvidia-nvswitch3: SXid (PCI:0000:05:00.0): 12028, Non-fatal, Link 32 egress non-posted PRIV error (First)\n"
            + "nvidia-nvswitch3: SXid (PCI:0000:05:00.0): 12028, Data {0x000001c0, 0x00bd5c8a}").Driver.Sxids);

        Assert.Equal(32, item.Link);
        Assert.False(item.IsFatal);
    }
}
