using Strata.Layers.Kernel;
using Strata.Layers.Kernel.Actions;
using Strata.Layers.Platform;
using Strata.Planning;
using Xunit;

namespace Strata.Tests.Layers.Kernel;

public sealed class InstallDriverTests
{
    [Theory]
    [InlineData(DistributionFamily.Ubuntu, "24.04", null, null, "ubuntu-drivers install")]
    [InlineData(DistributionFamily.Ubuntu, "24.04", 580, false, "apt install nvidia-driver-580")]
    [InlineData(DistributionFamily.Ubuntu, "24.04", 580, true, "apt install nvidia-driver-580-open")]
    [InlineData(DistributionFamily.Debian, "12", null, null, "apt install nvidia-driver nvidia-kernel-dkms")]
    [InlineData(DistributionFamily.Debian, "12", 470, false, "apt install nvidia-tesla-470-driver")]
    [InlineData(DistributionFamily.Fedora, "42", 580, false, "dnf install akmod-nvidia-580xx xorg-x11-drv-nvidia-580xx-cuda")]
    [InlineData(DistributionFamily.Fedora, "42", 535, null, "dnf install akmod-nvidia xorg-x11-drv-nvidia-cuda")]
    [InlineData(DistributionFamily.Rhel, "9.4", null, null, "dnf install nvidia-open")]
    [InlineData(DistributionFamily.Rhel, "9.4", 580, false, "dnf module enable nvidia-driver:580-dkms|dnf install cuda-drivers")]
    [InlineData(DistributionFamily.Suse, "15.6", 470, false, "zypper install nvidia-gfxG05-kmp-default x11-video-nvidiaG05")]
    [InlineData(DistributionFamily.Suse, "15.6", 580, false, "zypper install nvidia-driver-G06-kmp-default")]
    [InlineData(DistributionFamily.Arch, "", null, null, "pacman -S nvidia-open")]
    public void TheCommandsOfADistribution(DistributionFamily family, string version, int? branch, bool? open, string commands)
    {
        var steps = InstallDriver.For(new Distribution(family, "", version), new DriverWish(branch, open));

        Assert.Equal(commands, string.Join('|', steps.Select(step => string.Join(' ', step.Command!.Value))));
        Assert.Equal(Risk.Disruptive, steps[^1].Risk);
    }

    [Theory]
    [InlineData(DistributionFamily.Debian, "12", null, true, "package nvidia-open")]
    [InlineData(DistributionFamily.Debian, "12", 580, false, "package cuda-drivers-580")]
    [InlineData(DistributionFamily.Arch, "", 580, false, "nvidia-580xx-dkms")]
    [InlineData(DistributionFamily.NixOs, "", 580, false, "legacy_580")]
    [InlineData(DistributionFamily.NixOs, "", 535, null, "hardware.nvidia.open = true")]
    [InlineData(DistributionFamily.Rhel, "10.0", 580, false, "hold it at branch 580")]
    public void WhatTheRepositoriesLackIsDoneByHand(DistributionFamily family, string version, int? branch, bool? open, string words)
    {
        var step = Assert.Single(InstallDriver.For(new Distribution(family, "", version), new DriverWish(branch, open)));

        Assert.Null(step.Command);
        Assert.Contains(words, step.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("01:00.0 VGA compatible controller [0300]: NVIDIA Corporation GP104 [GeForce GTX 1080] [10de:1b80] (rev a1)", 580, false)]
    [InlineData("01:00.0 VGA compatible controller [0300]: NVIDIA Corporation GB202 [GeForce RTX 5090] [10de:2b85] (rev a1)", null, true)]
    [InlineData("01:00.0 VGA compatible controller [0300]: NVIDIA Corporation AD102 [GeForce RTX 4090] [10de:2684] (rev a1)", null, null)]
    public void TheGpusTellBranchAndFlavour(string line, int? branch, bool? open)
    {
        var wish = DriverWish.Of(Pasted.Snapshot("$ lspci -nn\n" + line));

        Assert.Equal((branch, open), (wish.Branch, wish.Open));
    }

    [Theory]
    [InlineData("nvidia-driver-535-server", "-server")]
    [InlineData("nvidia-driver-570-server-open", "-server-open")]
    [InlineData("nvidia-driver-570-open", "-open")]
    [InlineData("nvidia-driver-570", "")]
    public void TheInstalledEditionIsKept(string package, string edition)
    {
        var wish = DriverWish.Of(Pasted.Snapshot($"$ dpkg -l | grep nvidia\nii  {package}  570.133.20-0ubuntu0.24.04.1  amd64  NVIDIA driver"));

        Assert.Equal(edition, wish.Edition);
    }
}
