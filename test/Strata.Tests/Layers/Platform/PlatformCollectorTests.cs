using Strata.Layers.Platform;
using Strata.Machine;
using Strata.Machine.Transcripts;
using Strata.Snapshots;
using Xunit;

namespace Strata.Tests.Layers.Platform;

public sealed class PlatformCollectorTests
{
    private static PlatformFacts Read(string pieces) =>
        Snapshotter.Take(new LabMachine(LabCaseReader.Parse("test", "---\nroot: none\nmachine: whole\n---\n# Test\n\n" + pieces))).Platform;

    private static PlatformFacts Paste(string text) =>
        Snapshotter.Take(new LabMachine(LabCaseReader.Parse("test", "---\nroot: none\n---\n# Test\n\n```text\n" + text + "\n```\n"))).Platform;

    [Theory]
    [InlineData("SecureBoot enabled", true)]
    [InlineData("SecureBoot disabled", false)]
    [InlineData("EFI variables are not supported on this system", false)]
    [InlineData("SecureBoot enabled\nSecureBoot validation is disabled in shim", false)]
    public void MokutilTellsSecureBoot(string answer, bool expected)
    {
        Assert.True(Read($"```tool mokutil --sb-state\n{answer}\n```\n").SecureBoot.TryGet(out var state));
        Assert.Equal(expected, state);
    }

    [Theory]
    [InlineData("[    0.000000] secureboot: Secure boot enabled", true)]
    [InlineData("[    0.000000] secureboot: Secure boot disabled", false)]
    public void TheKernelTellsSecureBoot(string line, bool expected)
    {
        Assert.True(Paste(line).SecureBoot.TryGet(out var state));
        Assert.Equal(expected, state);
    }

    [Fact]
    public void APasteTellsThatShimChecksNothing()
    {
        Assert.True(Paste("SecureBoot enabled\nSecureBoot validation is disabled in shim").SecureBoot.TryGet(out var state));
        Assert.False(state);
    }

    // Attributes of four bytes, then the value; 6 is a variable that shim made at this boot, 7 one that somebody stored.
    [Theory]
    [InlineData("MokSBStateRT", "\u0006\0\0\0\u0001", false)]
    [InlineData("MokSBStateRT", "\u0006\0\0\0\0", true)]
    [InlineData("MokSBStateRT", "\u0007\0\0\0\u0001", true)]
    [InlineData("Other", "\u0006\0\0\0\u0001", true)]
    public void ShimsVariableMayTurnSecureBootOff(string variable, string content, bool expected)
    {
        const string Folder = "/sys/firmware/efi/efivars/";

        var state = Whole.Snapshot(Whole.File(Folder + "SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c", "\u0006\0\0\0\u0001")
            + Whole.File($"{Folder}{variable}-605dab50-e046-4300-abb6-3dd810dd8b23", content)).Platform.SecureBoot;

        Assert.Equal(expected, Assert.IsType<Reading<bool>.Known>(state).Value);
    }

    [Fact]
    public void SecureBootIsNotKnownWithoutShimsWord() => Assert.True(Whole.Snapshot(
        Whole.File("/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c", "\u0006\0\0\0\u0001"),
        "/sys/firmware/efi/efivars/MokSBState").Platform.SecureBoot.IsUnreadable);

    [Theory]
    [InlineData("[    0.000000] secureboot: Secure boot could not be determined (mode 0)")]
    [InlineData("[   12.1] Bluetooth: hci0: Secure boot is enabled")]
    public void OtherLinesDoNotTellSecureBoot(string line) => Assert.False(Paste(line).SecureBoot.IsKnown);

    [Fact]
    public void TheWordInBracketsIsTheLockdown() =>
        Assert.Equal("integrity", Read("```file /sys/kernel/security/lockdown\nnone [integrity] confidentiality\n```\n").Lockdown.Or(null));

    [Fact]
    public void ParametersAreFoundByName()
    {
        var facts = Read("```file /proc/cmdline\nBOOT_IMAGE=/boot/vmlinuz-6.1 ro intel_iommu=on quiet iommu=pt intel_iommu=off\n```\n");

        Assert.Equal(("off", "pt", "", null), (facts.Parameter("intel_iommu"), facts.Parameter("iommu"), facts.Parameter("quiet"), facts.Parameter("iom")));
    }

    [Theory]
    [InlineData("vendor_id\t: GenuineIntel", CpuVendor.Intel)]
    [InlineData("vendor_id\t: AuthenticAMD", CpuVendor.Amd)]
    [InlineData("processor\t: 0\nCPU implementer\t: 0x41", CpuVendor.Arm)]
    public void TheProcessorHasAMaker(string text, CpuVendor vendor) =>
        Assert.Equal(vendor, Read($"```file /proc/cpuinfo\n{text}\n```\n").Cpu.Or(CpuVendor.Other));

    [Fact]
    public void AGuestIsKnownByItsVendor() => Assert.True(Read("```file /sys/class/dmi/id/sys_vendor\nQEMU\n```\n").IsGuest);

    [Fact]
    public void ABareMachineIsNoGuest() =>
        Assert.False(Read("```file /sys/class/dmi/id/sys_vendor\nSupermicro\n```\n```file /proc/cpuinfo\nflags\t\t: fpu vmx\n```\n").IsGuest);

    [Fact]
    public void DebianWithProxmoxKernelIsProxmox()
    {
        var facts = Read("```file /etc/os-release\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\n```\n```file /proc/sys/kernel/osrelease\n6.8.12-4-pve\n```\n");

        Assert.Equal(DistributionFamily.Proxmox, facts.Distribution.Or(null)?.Family);
    }
}
