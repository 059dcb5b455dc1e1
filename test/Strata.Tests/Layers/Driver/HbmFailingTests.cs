using Strata.Judging;
using Xunit;

namespace Strata.Tests.Layers.Driver;

public sealed class HbmFailingTests
{
    private const string Again = "[ 9000.000000] NVRM: loading NVIDIA UNIX x86_64 Kernel Module  535.129.03  Thu Oct 19 18:56:32 UTC 2023\n";

    [Theory]
    [InlineData("0x000000001a2b3c40", Repair.Replace, Confidence.Certain)]
    [InlineData("0x00000000ffee1180", Repair.DrainAndReset, Confidence.Likely)]
    public void OnlyTheSameAddressAgainCondemnsTheBoard(string address, Repair repair, Confidence confidence)
    {
        var report = Pasted.Report(
            "[  100.000000] NVRM: Xid (PCI:0000:3b:00): 63, pid='<unknown>', name=<unknown>, Row Remapper: New row (0x000000001a2b3c40) marked for remapping, reset gpu to activate.\n"
            + Again
            + $"[ 9500.000000] NVRM: Xid (PCI:0000:3b:00): 63, pid='<unknown>', name=<unknown>, Row Remapper: New row ({address}) marked for remapping, reset gpu to activate.");

        var finding = Assert.Single(report.Findings, placed => placed.Finding.Rule.Slug == "hbm-failing-row-remap-repeats").Finding;
        Assert.Equal((repair, confidence), (finding.Repair, finding.Confidence));
    }
}
