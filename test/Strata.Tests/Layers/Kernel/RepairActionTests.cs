using Strata.Layers.Kernel.Actions;
using Strata.Layers.Platform;
using Strata.Layers.Platform.Actions;
using Strata.Planning;
using Xunit;

namespace Strata.Tests.Layers.Kernel;

public sealed class RepairActionTests
{
    [Theory]
    [InlineData(DistributionFamily.Debian, "update-initramfs -c -k 6.1.0-30-amd64")]
    [InlineData(DistributionFamily.Proxmox, "update-initramfs -c -k 6.1.0-30-amd64|proxmox-boot-tool refresh")]
    [InlineData(DistributionFamily.Rhel, "dracut --force --kver 6.1.0-30-amd64")]
    public void AMissingInitialRamDiskIsMade(DistributionFamily family, string commands) =>
        Assert.Equal(commands, Commands(RebuildInitramfs.Create(new Distribution(family, "", ""), "6.1.0-30-amd64")));

    [Fact]
    public void ProxmoxCopiesTheDiskBeforeTheReboot() => Assert.Equal(
        ["update-initramfs -u -k all", "proxmox-boot-tool refresh", "systemctl reboot"],
        RebuildInitramfs.ThenReboot(new Distribution(DistributionFamily.Proxmox, "Proxmox VE", "")).Select(step => string.Join(' ', step.Command ?? [])));

    [Fact]
    public void AnUnknownDistributionGetsNoCommand() => Assert.All(RebuildInitramfs.Renew(null), step => Assert.Null(step.Command));

    [Fact]
    public void OnlyLoadedModulesAreTakenOut()
    {
        var snapshot = Pasted.Snapshot("$ lsmod | grep nvidia\nnvidia_peermem         16384  0\nnvidia_uvm           1785856  2\nnvidia              56717312  52 nvidia_uvm,nvidia_peermem");

        Assert.Equal("systemctl stop nvidia-persistenced.service|modprobe -r nvidia_peermem nvidia_uvm nvidia", Commands(ReloadModules.Unload(snapshot)));
    }

    [Theory]
    [InlineData(DistributionFamily.Debian, "12", "6.1.0-30-amd64", "linux-headers-amd64")]
    [InlineData(DistributionFamily.Debian, "12", "6.1.0-30-cloud-amd64", "linux-headers-cloud-amd64")]
    [InlineData(DistributionFamily.Debian, "12", "6.1.0-30-rt-amd64", "linux-headers-rt-amd64")]
    [InlineData(DistributionFamily.Ubuntu, "22.04", "5.15.0-91-generic", "linux-headers-generic")]
    [InlineData(DistributionFamily.Ubuntu, "22.04", "6.8.0-45-generic", "linux-headers-generic-hwe-22.04")]
    [InlineData(DistributionFamily.Ubuntu, "22.04", "6.8.0-1015-aws", "linux-headers-aws")]
    public void HeadersFollowTheFlavour(DistributionFamily family, string version, string kernel, string package) =>
        Assert.Equal("apt install " + package, Commands([FollowKernelHeaders.For(new Distribution(family, "", version), kernel)!]));

    [Theory]
    [InlineData("6.12.9-zen1-1-zen", "pacman -S linux-zen-headers")]
    [InlineData("6.6.70-1-lts", "pacman -S linux-lts-headers")]
    [InlineData("6.12.9-arch1-1", "pacman -S linux-headers")]
    public void ArchNamesHeadersByItsKernels(string kernel, string command) =>
        Assert.Equal(command, Commands([InstallHeaders.For(new Distribution(DistributionFamily.Arch, "", ""), kernel)]));

    [Fact]
    public void AnAarch64KernelIsNotOfArch() =>
        Assert.Equal("dnf install kernel-devel-5.14.0-427.el9.aarch64", Commands([InstallHeaders.For(null, "5.14.0-427.el9.aarch64")]));

    private static string Commands(IEnumerable<PlanAction> steps) => string.Join('|', steps.Select(step => string.Join(' ', step.Command!.Value)));
}
