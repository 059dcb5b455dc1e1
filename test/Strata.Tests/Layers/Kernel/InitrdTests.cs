using Strata.Judging;
using Xunit;

namespace Strata.Tests.Layers.Kernel;

public sealed class InitrdTests
{
    private const string Release = "6.1.0-55-amd64";
    private const string Image = "/boot/initrd.img-" + Release;
    private const string Nouveau = "usr/lib/modules/6.1.0-55-amd64/kernel/drivers/gpu/drm/nouveau/nouveau.ko";
    private const string Nvidia = "usr/lib/modules/6.1.0-55-amd64/updates/dkms/nvidia-current.ko";

    private static readonly string Host =
        Whole.File("/etc/os-release", "ID=debian\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"")
        + Whole.File("/proc/sys/kernel/osrelease", Release)
        + Whole.Kernel(Release, "535.309.01");

    private static readonly string Blacklist = Whole.File("/etc/modprobe.d/blacklist-nouveau.conf", "blacklist nouveau");

    [Fact]
    public void AnInitrdThatDoesNotKnowTheBlacklistIsWrittenAnew()
    {
        var finding = Only("nouveau-bound-to-gpu", Host + Whole.Gpu("nouveau") + Blacklist + Disk(Nouveau));

        Assert.Contains("initial RAM disk", finding.Title, StringComparison.Ordinal);
        Assert.Equal(["update-initramfs", "-u", "-k", Release], finding.Fixes[0].Command!);
        Assert.Contains(finding.Evidence, source => source.Text == Nouveau);
    }

    [Theory]
    [InlineData("blacklist nouveau")]
    [InlineData("install nouveau /bin/false")]
    public void AnInitrdThatKnowsTheBlacklistIsNotBlamed(string inside)
    {
        var finding = Only("nouveau-bound-to-gpu", Host + Whole.Gpu("nouveau") + Blacklist + Disk(Nouveau, "etc/modprobe.d/a.conf") + Whole.File(Image + "/etc/modprobe.d/a.conf", inside));

        Assert.DoesNotContain("initial RAM disk", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void AnInitrdWhoseSettingsCannotBeReadIsNotBlamed()
    {
        var finding = Only("nouveau-bound-to-gpu", Host + Whole.Gpu("nouveau") + Blacklist + Disk(Nouveau, "etc/modprobe.d/a.conf"), Image + "/");

        Assert.DoesNotContain("initial RAM disk", finding.Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("options vfio-pci ids=10de:2684,10de:22ba", false)]
    public void AnInitrdWithTheHostsDriverNeedsTheIdsOfVfio(string inside, bool isBlamed)
    {
        var finding = Only("vfio-pci-did-not-claim-gpu", Host + Whole.Gpu("nvidia") + Whole.File("/etc/modprobe.d/vfio.conf", "options vfio-pci ids=10de:2684")
            + Disk(Nvidia, "etc/modprobe.d/vfio.conf") + Whole.File(Image + "/etc/modprobe.d/vfio.conf", inside));

        Assert.Equal(isBlamed, finding.Title.Contains("initial RAM disk", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("535.261.03", true)]
    [InlineData("535.309.01", false)]
    public void AnOlderModuleInTheNextInitrdIsLoadedFirst(string inside, bool isFound)
    {
        var report = Whole.Report(Working("535.261.03") + Disk(Nvidia) + Whole.Tool($"modinfo {Image}/{Nvidia}", $"filename:       {Image}/{Nvidia}\nversion:        {inside}\nvermagic:       {Release} SMP "));

        Assert.Equal(isFound, report.Findings.Any(item => item.Finding.Rule.Slug == "next-boot-without-driver" && item.Finding.Title.Contains(inside, StringComparison.Ordinal)));
    }

    [Fact]
    public void ARebootAloneDoesNotReplaceTheModuleOfTheInitrd()
    {
        var finding = Only("driver-library-mismatch-stale-loaded-module", Working("535.261.03") + Disk(Nvidia)
            + Whole.Tool($"modinfo {Image}/{Nvidia}", $"filename:       {Image}/{Nvidia}\nversion:        535.261.03\nvermagic:       {Release} SMP ")
            + Whole.File("/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.535.309.01", "library") + Whole.Link("/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.1", "libnvidia-ml.so.535.309.01"));

        Assert.Contains(finding.Fixes, fix => fix.Command is ["update-initramfs", "-u", ..]);
    }

    [Fact]
    public void AnUnreadableNextInitrdLeavesTheNextBootOpen() => Assert.Contains(
        Whole.Report(Working("535.261.03"), "lsinitramfs").Undecided,
        item => item.Rule.Slug == "next-boot-without-driver" && item.Why.Contains("permission denied", StringComparison.Ordinal));

    [Fact]
    public void AnInitrdIsNotUnpackedWithoutReason() =>
        Assert.Null(Whole.Snapshot(Working("535.309.01") + Disk(Nvidia)).Kernel.NextInitrdModules);

    private static string Working(string loaded) => Host + Whole.Gpu("nvidia")
        + Whole.File("/sys/module/nvidia/version", loaded)
        + Whole.File("/proc/driver/nvidia/version", $"NVRM version: NVIDIA UNIX x86_64 Kernel Module  {loaded}  Tue Jun  9 10:00:00 UTC 2026")
        + Whole.File("/proc/modules", "nvidia 56795136 2 - Live 0x0000000000000000 (PO)");

    private static string Disk(params string[] names) => Whole.Tool("lsinitramfs " + Image, string.Join('\n', names));

    private static Finding Only(string slug, string pieces, params string[] denied) =>
        Assert.Single(Whole.Report(pieces, denied).Findings, item => item.Finding.Rule.Slug == slug).Finding;
}
