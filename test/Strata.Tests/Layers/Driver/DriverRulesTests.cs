using Strata.Judging;
using Xunit;

namespace Strata.Tests.Layers.Driver;

public sealed class DriverRulesTests
{
    [Fact]
    public void ARepairThatWaitsExplainsTheErrorThatMadeIt()
    {
        var report = Pasted.Report(
            "[1.1] NVRM: Xid (PCI:0000:52:00): 48, pid='<unknown>', name=<unknown>, An uncorrectable double bit error (DBE)\n"
            + "[1.2] NVRM: Xid (PCI:0000:52:00): 63, pid='<unknown>', name=<unknown>, Row Remapper: New row (0x18f31d80) marked for remapping, reset gpu to activate.\n"
            + "[1.3] NVRM: Xid (PCI:0000:52:00): 94, pid='<unknown>', name=<unknown>, Contained: SM (0x1). RST: No, D-RST: No");

        Assert.Equal(["row-remap-pending-reset"], report.RootCauses.Select(item => item.Finding.Rule.Slug));
        Assert.Equal("0000:52:00.0", report.RootCauses[0].Finding.Subject);
    }

    [Fact]
    public void ARepairMadeEffectiveByAResetIsDone() => Assert.DoesNotContain(
        Pasted.Report(
            "[1.2] NVRM: Xid (PCI:0000:52:00): 63, pid='<unknown>', name=<unknown>, Row Remapper: New row (0x18f31d80) marked for remapping, reset gpu to activate.\n"
            + "GPU 00000000:52:00.0 was successfully reset.").Findings,
        item => item.Finding.Rule.Slug == "row-remap-pending-reset");

    [Fact]
    public void AFailureAfterTheResetIsWornMemory() => Assert.Equal("hbm-failing-row-remap-repeats", Pasted.Root(
        "[1.2] NVRM: Xid (PCI:0000:52:00): 63, pid='<unknown>', name=<unknown>, Row Remapper: New row (0x1) marked for remapping, reset gpu to activate.\n"
        + "GPU 00000000:52:00.0 was successfully reset.\n"
        + "[9.2] NVRM: Xid (PCI:0000:52:00): 48, pid='<unknown>', name=<unknown>, An uncorrectable double bit error (DBE)"));

    [Fact]
    public void ACutDownQueryTellsRowsThatWait() => Assert.Equal("row-remap-pending-reset", Pasted.Root(
        "    Remapped Rows\n        Correctable Error                 : 0\n        Uncorrectable Error               : 4\n        Pending                           : Yes"));

    [Theory]
    [InlineData("GPU 3 had uncorrectable memory errors and row remapping failed. Run a field diagnostic on the GPU.", "row-remap-failed")]
    [InlineData("GPU 3 had memory errors and row remappings are pending", "row-remap-pending-reset")]
    public void WhatDcgmTellsOfRowsCounts(string text, string slug) => Assert.Equal(slug, Pasted.Root(text));

    [Theory]
    [InlineData("NVRM: Xid (PCI:0000:55:00): 64, pid='<unknown>', name=<unknown>, Row Remapper Error: (0x13fe7fbde0) - All reserved rows for bank are remapped")]
    [InlineData("        Remapping Failure Occurred        : Yes")]
    public void AFailedRemapAsksForReplacement(string text)
    {
        var root = Pasted.Report(text).RootCauses[0].Finding;

        Assert.Equal("row-remap-failed", root.Rule.Slug);
        Assert.Equal(Repair.Replace, root.Repair);
    }

    [Fact]
    public void ACrashOfGspExplainsEveryLaterStart()
    {
        var report = Pasted.Report(
            "[95.1] NVRM: Xid (PCI:0000:a1:00): 119, pid=4455, name=python, Timeout after 45s of waiting for RPC response from GPU6 GSP!\n"
            + "[115.0] NVRM: GPU6 _kgspBootGspRm: unexpected WPR2 already up, cannot proceed with booting GSP\n"
            + "[115.1] NVRM: GPU6 RmInitAdapter: Cannot initialize GSP firmware RM\n"
            + "[115.2] NVRM: GPU 0000:a1:00.0: RmInitAdapter failed! (0x62:0x40:2168)");

        Assert.Equal(["gsp-failed-gpu-needs-power-cycle"], report.RootCauses.Select(item => item.Finding.Rule.Slug));
        Assert.Equal(Repair.PowerCycle, report.RootCauses[0].Finding.Repair);
    }

    [Theory]
    [InlineData("[9.1] NVRM: gpuWaitForGfwBootComplete_TU102: failed to wait for GFW_BOOT: (progress 0x3)\n[9.2] NVRM: GPU 0000:98:00.0: RmInitAdapter failed! (0x62:0x65:1792)\nNo devices were found", "gpu-firmware-boot-not-complete")]
    [InlineData("NVRM: GPU 0000:01:00.0: GPU does not have the necessary power cables connected.\nNVRM: GPU 0000:01:00.0: RmInitAdapter failed! (0x24:0x1c:1603)\nNo devices were found", "gpu-power-cables-missing")]
    [InlineData("NVRM: GPU 0000:01:00.0: RmInitAdapter failed! (0x24:0x1c:1603)\nNo devices were found", "rm-init-adapter-failed")]
    [InlineData("nvidia-container-cli: initialization error: driver rpc error: timed out: unknown.", "persistence-mode-off-slow-init")]
    [InlineData("systemd[1]: nvidia-persistenced.service - NVIDIA Persistence Daemon skipped, unmet condition check ConditionPathExistsGlob=/dev/nvidia*", "device-nodes-created-too-late")]
    [InlineData("[7.1] INFO: task nvidia-smi:9931 blocked for more than 120 seconds.", "driver-call-hangs")]
    [InlineData("NVRM: Xid (PCI:0000:97:00): 201, pid=5220, name=x, something new", "xid-noted")]
    [InlineData("[1.1] NVRM: Xid (PCI:0000:70:00): 13, Graphics SM Warp Exception on (GPC 1, TPC 1, SM 1): MMU Fault\n[1.1] NVRM: Xid (PCI:0000:70:00): 13, Graphics SM Warp Exception on (GPC 2, TPC 7, SM 1): MMU Fault\n[1.2] NVRM: Xid (PCI:0000:70:00): 43, pid=1, name=x, Ch 1", "app-kernel-illegal-access")]
    public void TheFirstCauseIsNamed(string text, string slug) => Assert.Equal(slug, Pasted.Root(text));

    [Fact]
    public void AProgramsFaultIsNoFaultOfTheGpu() => Assert.Equal(Status.Warning, Pasted.Report(
        "[1.1] NVRM: Xid (PCI:0000:01:00): 31, pid=1, name=x, Ch 00000005, intr 00000000. MMU Fault: ENGINE HOST2 HUBCLIENT_ESC faulted @ 0x1_21010000.").Verdict);

    [Fact]
    public void TheDriversRecoveryGoesBeforeTheTable()
    {
        var report = Pasted.Report(
            "[1.1] NVRM: Xid (PCI:0000:0d:00): 51, BAD_TSG encountered on runlist: 0 with error code: 4\n"
            + "[1.2] NVRM: Xid (PCI:0000:0d:00): 154, GPU recovery action changed from 0x0 (None) to 0x1 (PF FLR)");
        var xid = Assert.Single(report.Findings, item => item.Finding.Rule.Slug == "xid-reported");

        Assert.Equal("gpu-requires-reset", Assert.Single(report.RootCauses).Finding.Rule.Slug);
        Assert.Equal("gpu-requires-reset", xid.ExplainedBy?.Rule.Slug);
        Assert.Equal(State.Fault, xid.Finding.State);
        Assert.Equal(Repair.ResetGpu, xid.Finding.Repair);
    }

    [Fact]
    public void AnUnknownCodeIsSaidToBeNewer() => Assert.Contains(
        "newer than this catalogue", Pasted.Report("NVRM: Xid (PCI:0000:97:00): 201, pid=5220, name=x, something new").RootCauses[0].Finding.Title, StringComparison.Ordinal);
}
