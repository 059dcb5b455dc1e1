using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Layers.Driver.Xid;
using Strata.Machine;
using Strata.Snapshots;
using Xunit;

namespace Strata.Tests.Snapshots;

public sealed class LogScannerTests
{
    private static readonly LogSign Mismatch = new(
        "API mismatch", @"client has the version (?<client>[\d.]+), but this kernel module has the version (?<module>[\d.]+)\.")
    {
        Span = 2,
        Origin = SignOrigin.Kernel,
    };

    [Theory]
    [InlineData("[ 1.000000] NVRM: API mismatch: the client has the version 525.125.06, but", "[ 1.000000] NVRM: this kernel module has the version 515.65.01.  Please")]
    [InlineData("Sep 13 12:22:48 h kernel: NVRM: API mismatch: the client has the version 525.125.06, but", "                          NVRM: this kernel module has the version 515.65.01.  Please")]
    public void JoinsMessagesOfSeveralLines(string first, string second)
    {
        var facts = Scan(Log("dmesg", Era.Current, first, second));

        var hit = Assert.Single(facts.Current(Mismatch));
        Assert.Equal("525.125.06", hit["client"]);
        Assert.Equal("515.65.01", hit["module"]);
        Assert.Equal(1, hit.Source.Line);
    }

    [Fact]
    public void CountsAnEventOnceThatStandsInThreeLogs()
    {
        string[] lines = ["NVRM: API mismatch: the client has the version 1.2, but", "NVRM: this kernel module has the version 1.1."];
        var facts = Scan(
            Log("dmesg", Era.Current, [.. lines.Select(line => "[   10.000001] " + line)]),
            Log("journalctl -b -0", Era.Current, [.. lines.Select(line => "Sep 13 12:22:48 h kernel: " + line)]),
            Log("/var/log/kern.log", Era.EarlierBoot, [.. lines.Select(line => "Sep 13 12:22:48 h kernel: [   10.000001] " + line)]));

        Assert.Single(facts.All(Mismatch));
    }

    [Fact]
    public void KeepsTwoEventsOfOneLog()
    {
        string[] lines = ["[ 1.000001] NVRM: API mismatch: the client has the version 1.2, but", "[ 1.000001] NVRM: this kernel module has the version 1.1."];

        Assert.Equal(2, Scan(Log("dmesg", Era.Current, [.. lines, .. lines])).All(Mismatch).Length);
    }

    [Fact]
    public void AFaultThatCameBackIsNotHistory()
    {
        string[] lines = ["[ 10.000001] NVRM: API mismatch: the client has the version 1.2, but", "[ 10.000001] NVRM: this kernel module has the version 1.1."];

        var facts = Scan(Log("journalctl -b -1", Era.EarlierBoot, lines), Log("dmesg", Era.Current, lines));

        Assert.Single(facts.Current(Mismatch));
    }

    [Fact]
    public void IgnoresWhatAUserWroteInTheKernelsName() =>
        Assert.Empty(Scan(Log("journal", Era.Current, "Sep 13 12:22:48 h root[7]: NVRM: API mismatch: the client has the version 1.2, but this kernel module has the version 1.1.")).All(Mismatch));

    [Fact]
    public void KeepsErrorLookingLinesThatNoSignKnows()
    {
        var facts = Scan(Log("paste", Era.Current, "hello", "nvidia-foo: fatal: cannot frobnicate"));

        Assert.Equal(2, Assert.Single(facts.Unrecognised).Line);
    }

    [Theory]
    [InlineData("[23418.772442] overlay: Unknown parameter 'NVRM: Xid (PCI:0000:65:00): 79'")]
    [InlineData("2026-11-20T16:39:58+0000 kernel: tmpfs: Unknown parameter 'NVRM: Xid (PCI:0000:65:00): 79'")]
    [InlineData("[23437.833301]     NVRM: Xid (PCI:0000:65:00): 79, GPU has fallen off the bus.")]
    [InlineData("[  100.000001] usb 1-1: Product: NVRM: Xid (PCI:0000:65:00): 79")]
    [InlineData("[  100.000001] NVRM: Xid: 79, [4242]: segfault at 0 ip 0000000000000000 sp 00007ffc259f6de0 error 6")]
    [InlineData("[  100.000001] EXT4-fs (loop0): Unrecognized mount option \"GPU has fallen off the bus\" or missing value")]
    public void WordsThatAProgramMadeTheKernelSayDoNotCount(string line)
    {
        LogSign[] signs = [XidSigns.Driver, BusSigns.FallenOffBus, BusSigns.Xid79];
        var facts = new LogScanner(signs).Scan([Log("dmesg", Era.Current, line)], keepUnrecognised: false);
        Assert.False(facts.HasAny(signs));
    }

    [Theory]
    [InlineData("[  100.000001] NVRM: Xid (PCI:0000:65:00): 31, pid='<unknown>', name=<unknown>, Ch 00000008")]
    [InlineData("NVRM: Xid (PCI:0000:65:00): 31, pid=1")]
    [InlineData("my log says 'NVRM: Xid (PCI:0000:65:00): 31, pid=1'")]
    public void TheDriversOwnWordsAndAPasteCount(string line) =>
        Assert.Single(new LogScanner([XidSigns.Driver]).Scan([Log("dmesg", Era.Current, line)], keepUnrecognised: false).All(XidSigns.Driver));

    [Fact]
    public void AMillionHitsKeepMemorySmall()
    {
        var sign = new LogSign("Xid (PCI");
        var lines = Enumerable.Range(1, 200_000).Select(n => new LogLine(n, $"[ {n}.000000] NVRM: Xid (PCI:0000:01:00): 31, pid={n}"));

        var facts = new LogScanner([sign]).Scan([new LogText("dmesg", Era.Current, lines)], keepUnrecognised: false);

        Assert.Equal(200_000, facts.Lines);
        Assert.Equal(1000, facts.All(sign).Length);
        Assert.Equal(1, facts.All(sign)[0].Source.Line);
        Assert.Equal(200_000, facts.All(sign)[^1].Source.Line);
    }

    private static LogFacts Scan(params LogText[] logs) => new LogScanner([Mismatch]).Scan(logs, keepUnrecognised: true);

    private static LogText Log(string name, Era era, params string[] lines) =>
        new(name, era, [.. lines.Select((line, index) => new LogLine(index + 1, line))]);
}
