using Strata.Judging;
using System.Globalization;
using Strata.Layers.Bus;
using Strata.Layers.Driver.Xid;
using Strata.Linux.KernelLog;
using Strata.Linux.Tests.Peers;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Linux.Tests.KernelLog;

/// <summary>The kernel itself prints what a mount was asked for, line breaks included; in a namespace of its own any user may ask.</summary>
public sealed class SpokenByTheKernelTests
{
    [KernelFact]
    public void A_user_cannot_make_the_kernel_report_an_xid()
    {
        var mark = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        using var place = new TempTree();
        foreach (var words in new[] { $"NVRM: Xid (PCI:0000:65:00): 79 {mark}", $"x {mark}\nNVRM: Xid (PCI:0000:65:00): 79 {mark}", $"x {mark}\n[    1.000000] NVRM: Xid (PCI:0000:65:00): 79 {mark}" })
        {
            Assert.NotEqual(0, Peer.Run("mount", "-t", "tmpfs", "-o", words, "none", place.Root).ExitCode);
        }

        var lines = KernelBuffer.Read().Or([]).Where(record => record.IsKernel && record.Text.Contains(mark, StringComparison.Ordinal)).SelectMany(record => record.Lines()).ToList();

        Assert.Equal(3, lines.Count(line => line.Contains("NVRM: Xid", StringComparison.Ordinal)));
        LogSign[] signs = [XidSigns.Driver, BusSigns.Xid79];
        var log = new LogText("dmesg", Era.Current, lines.Select((line, index) => new LogLine(index + 1, line)));
        Assert.False(new LogScanner(signs).Scan([log], keepUnrecognised: false).HasAny(signs));
    }
}
