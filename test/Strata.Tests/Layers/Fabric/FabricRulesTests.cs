using Strata.Judging;
using Xunit;

namespace Strata.Tests.Layers.Fabric;

public sealed class FabricRulesTests
{
    private const string NothingToDo =
        "nv-fabricmanager[4756]: request to query NVSwitch device information from NVSwitch driver failed with error:WARNING Nothing to do [NV_WARN_NOTHING_TO_DO]";

    [Theory]
    [InlineData("CUDA initialization fails with 802 system error.", "fabric-manager-not-installed")]
    [InlineData("Couldn't init CUDA: Error (gpu_burn-drv.cpp:304): system not yet initialized", "fabric-manager-not-installed")]
    [InlineData("nv-fabricmanager[1507]: fabric manager NVIDIA GPU driver interface version 535.183.01 don't\nError 802: system not yet initialized", "fabric-manager-version-mismatch")]
    [InlineData("nv-fabricmanager[1]: fabric manager NVIDIA GPU driver interface version 550.127.05 doesn't match with driver version 550.120. Please update with the matching NVIDIA driver package.", "fabric-manager-version-mismatch")]
    [InlineData(NothingToDo, "fabric-manager-not-applicable")]
    [InlineData(NothingToDo + "\nError 802: system not yet initialized", "fabric-manager-sees-no-switch")]
    [InlineData("nvidia-nvswitch1: SXid (PCI:0000:84:00.0): 12028, Data {0x000001c0, 0x00bd5c8a}", "nvswitch-sxid-12028")]
    [InlineData("nvidia-nvswitch0: SXid (PCI:0000:59:00.0): 23001, Fatal, Link 12 Always Fatal", "nvswitch-sxid-reported")]
    [InlineData("nvidia-fabricmanager-start.sh[1412]: Detected NVL5+ system\nnvidia-fabricmanager-start.sh[1412]: Kernel module \"ib_umad\" has not been loaded, fabric manager cannot be started\nsystemd[1]: nvidia-fabricmanager.service: Control process exited, code=exited, status=1/FAILURE\nError 802: system not yet initialized", "nvlink5-switches-not-reached")]
    [InlineData("$ nvidia-imex-ctl -N\nNode #0   - 192.0.2.10      - READY                - Version: 570.172\nNode #1   - 192.0.2.11      - UNAVAILABLE\nDomain State: DEGRADED", "imex-domain-not-up")]
    [InlineData("systemd[1]: nvidia-imex.service: Main process exited, code=exited, status=1/FAILURE", "imex-domain-not-up")]
    public void TheCauseIsNamed(string text, string slug) => Assert.Equal(slug, Pasted.Root(text));

    [Theory]
    [InlineData("GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-00000000-0000-0000-0000-000000000001)")]
    [InlineData("GPU 0: NVIDIA H100 PCIe (UUID: GPU-00000000-0000-0000-0000-000000000001)")]
    [InlineData("GPU 0: NVIDIA B200 (UUID: GPU-00000000-0000-0000-0000-000000000001)")]
    public void ImexIsNoMatterOutsideARack(string gpu)
    {
        var text = Query(gpu[7..gpu.IndexOf(" (", StringComparison.Ordinal)], "Completed") + "\n$ journalctl -u nvidia-imex\nsystemd[1]: nvidia-imex.service: Main process exited, code=exited, status=1/FAILURE";

        Assert.DoesNotContain(Pasted.Report(text).Findings, item => item.Finding.Rule.Slug == "imex-domain-not-up");
    }

    [Theory]
    [InlineData("Domain State: UP")]
    [InlineData("Unit nvidia-imex.service could not be found.")]
    [InlineData("○ nvidia-imex.service - NVIDIA IMEX service\n     Active: inactive (dead)")]
    public void AnImexThatIsUpOrOffByIntentIsFine(string text) =>
        Assert.DoesNotContain(Pasted.Report(Query("NVIDIA GB200", "Completed") + "\n" + text).Findings, item => item.Finding.Rule.Slug == "imex-domain-not-up");

    [Fact]
    public void FabricManagerIsNotMissingWhereTheRackManagesTheSwitches()
    {
        var report = Pasted.Report(Query("NVIDIA GB200", "In Progress") + "\n$ python3 test.py\nError 802: system not yet initialized\n$ systemctl status nvidia-fabricmanager\nUnit nvidia-fabricmanager.service could not be found.");

        Assert.Equal("fabric-manager-sees-no-switch", report.RootCauses[0].Finding.Rule.Slug);
        Assert.DoesNotContain(report.Findings, item => item.Finding.Rule.Slug == "fabric-manager-not-installed");
    }

    [Fact]
    public void AManagerThatStartedLaterTakesTheRefusalBack() => Assert.Empty(Pasted.Report(
        "nvidia-fabricmanager-start.sh[1412]: Kernel module \"ib_umad\" has not been loaded, fabric manager cannot be started\n"
        + "nv-fabricmanager[1502]: Successfully configured all the available NVSwitches to route GPU NVLink traffic.").Findings.Where(item => item.Finding.State == State.Fault));

    private static string Query(string name, string state) => $"""
        $ nvidia-smi -q
        ==============NVSMI LOG==============

        Driver Version                            : 570.172.08

        Attached GPUs                             : 1
        GPU 00000008:01:00.0
            Product Name                          : {name}
            Fabric
                State                             : {state}
                Status                            : {(state == "Completed" ? "Success" : "N/A")}
        """;

    [Fact]
    public void AMachineWithoutSwitchesIsNotBroken() => Assert.NotEqual(Status.Fault, Pasted.Report(NothingToDo).Verdict);

    [Fact]
    public void TheMismatchNamesBothVersions() => Assert.Equal(
        "Fabric Manager 530.30.02 does not fit driver 530.41.03",
        Pasted.Report("nv-fabricmanager[3228]: fabric manager NVIDIA GPU driver interface version 530.30.02 don't match with driver version 530.41.03. Please update with matching NVIDIA driver package.").RootCauses[0].Finding.Title);

    [Fact]
    public void OfFailingLinksTheGpuWhosePortWentDownIsFollowed()
    {
        var report = Pasted.Report(
            "kernel: NVRM: Xid (PCI:0000:ed:00): 45, pid=1, name=python3, Ch 0000000c caused by previous Xid 145\n"
            + "kernel: NVRM: Xid (PCI:0000:dc:00): 45, pid=2, name=python3, Ch 00000001 caused by previous Xid 149\n"
            + "kernel: NVRM: Xid (PCI:0000:ed:00): 154, GPU recovery action changed from 0x0 (None) to 0x2 (Node Reboot Required)");

        var root = Assert.Single(report.RootCauses).Finding;
        Assert.Equal("nvlink5-error-follow-causing-xid", root.Rule.Slug);
        Assert.Equal("0000:dc:00.0", root.Subject);
        Assert.Equal(Repair.Reboot, root.Repair);
    }

    [Fact]
    public void ACorrectedLinkErrorIsNoFault() => Assert.Equal(Status.Warning, Pasted.Report(
        "NVRM: Xid (PCI:0018:01:00): 145, RLW_RXPIPE Nonfatal XC0 i0 Link 13 (0x0409a0c2 0x00000008 0x00000001 0x00000000 0x00100000 0x00000004)").Verdict);

    [Fact]
    public void ACorrectedSwitchErrorIsNoFault() => Assert.NotEqual(Status.Fault, Pasted.Report(
        "nvidia-nvswitch0: SXid (PCI:0000:c3:00.0): 20009, Non-fatal, Link 28 RX Short Error Rate").Verdict);
}
