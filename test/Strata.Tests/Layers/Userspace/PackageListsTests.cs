using Strata.Layers.Userspace;
using Strata.Machine;
using Xunit;

namespace Strata.Tests.Layers.Userspace;

public sealed class PackageListsTests
{
    [Theory]
    [InlineData("ii  nvidia-smi     525.85.12-1  amd64        NVIDIA System Management Interface", "nvidia-smi", "525.85.12-1", "ii")]
    [InlineData("hi  libnvidia-compute-535:amd64    535.183.01-0ubuntu0.22.04.1   amd64  NVIDIA libcompute package", "libnvidia-compute-535", "535.183.01-0ubuntu0.22.04.1", "hi")]
    [InlineData("iF  linux-image-6.1.0-56-amd64          6.1.192-2    amd64        Linux 6.1", "linux-image-6.1.0-56-amd64", "6.1.192-2", "iF")]
    [InlineData("rc  nvidia-dkms-470                     470.161.03-0ubuntu1 amd64 NVIDIA DKMS package", "nvidia-dkms-470", "470.161.03-0ubuntu1", "rc")]
    public void DpkgRowsAreRead(string line, string name, string version, string status)
    {
        var package = Assert.Single(PackageLists.ParseDpkg(TextDocument.Of("dpkg -l", line)));

        Assert.Equal((name, version, status), (package.Name, package.Version, package.Status));
    }

    [Theory]
    [InlineData("un  linux-image-generic                 <none>       <none>       (no description available)")]
    [InlineData("ii  vim  9.0  amd64  editor")]
    [InlineData("||/ Name           Version      Architecture Description")]
    public void OtherRowsArePassedOver(string line) => Assert.Empty(PackageLists.ParseDpkg(TextDocument.Of("dpkg -l", line)));

    [Fact]
    public void TheStatusFileKnowsHoldsAndHalfConfiguredPackages()
    {
        var packages = PackageLists.ParseStatusFile(TextDocument.Of("/var/lib/dpkg/status", """
            Package: nvidia-smi
            Status: hold ok installed
            Version: 525.85.12-1

            Package: linux-image-6.1.0-56-amd64
            Status: install ok half-configured
            Version: 6.1.192-2

            Package: vim
            Status: install ok installed
            Version: 9.0
            """));

        Assert.Equal([("nvidia-smi", "hi"), ("linux-image-6.1.0-56-amd64", "iF")], packages.Select(package => (package.Name, package.Status)));
        Assert.True(packages[0].IsHeld);
        Assert.True(packages[0].IsInstalled);
    }

    [Theory]
    [InlineData("nvidia-driver-cuda-535.104.05-1.el9.x86_64", "nvidia-driver-cuda", "535.104.05-1.el9")]
    [InlineData("kmod-nvidia-open-dkms-570.86.15-1.el9.noarch", "kmod-nvidia-open-dkms", "570.86.15-1.el9")]
    [InlineData("kernel-devel-5.14.0-362.8.1.el9_3.x86_64", "kernel-devel", "5.14.0-362.8.1.el9_3")]
    public void RpmNamesAreCutAtTheVersion(string line, string name, string version)
    {
        var package = Assert.Single(PackageLists.ParseRpm(TextDocument.Of("rpm -qa", line)));

        Assert.Equal((name, version), (package.Name, package.Version));
    }

    [Fact]
    public void AptAndPacmanAreRead()
    {
        var apt = Assert.Single(PackageLists.ParseApt(TextDocument.Of("apt", "nvidia-utils-535/jammy-updates,now 535.183.01-0ubuntu0.22.04.1 amd64 [installed,automatic]")));
        var pacman = Assert.Single(PackageLists.ParsePacman(TextDocument.Of("pacman", "nvidia-utils 550.78-1")));
        var folder = Assert.Single(PackageLists.ParsePacmanFolders(["nvidia-open-dkms-570.86.16-2", "bash-5.2-1"], new Source("/var/lib/pacman/local")));

        Assert.Equal("535.183.01", apt.DriverVersion?.Text);
        Assert.Equal("550.78", pacman.DriverVersion?.Text);
        Assert.Equal(("nvidia-open-dkms", "570.86.16"), (folder.Name, folder.DriverVersion?.Text));
    }

    [Theory]
    [InlineData("nvidia-utils-535", true, false)]
    [InlineData("libnvidia-compute-535", true, false)]
    [InlineData("libnvidia-ml1", true, false)]
    [InlineData("nvidia-dkms-535-open", false, true)]
    [InlineData("linux-modules-nvidia-535-server-6.8.0-48-generic", false, true)]
    [InlineData("nvidia-open-kernel-dkms", false, true)]
    [InlineData("akmod-nvidia", false, true)]
    [InlineData("nvidia-container-toolkit", false, false)]
    [InlineData("nvidia-settings", false, false)]
    [InlineData("nvidia-cuda-toolkit", false, false)]
    public void NamesTellWhatAPackageIsFor(string name, bool user, bool module) =>
        Assert.Equal((user, module), (PackageRole.IsUserDriver(name), PackageRole.IsModule(name)));

    [Theory]
    [InlineData("nvidia-driver-535-server", 535)]
    [InlineData("libnvidia-compute-535", 535)]
    [InlineData("nvidia-headless-no-dkms-460-server", 460)]
    [InlineData("nvidia-smi", null)]
    [InlineData("nvidia-container-toolkit", null)]
    public void TheBranchStandsInUbuntusNames(string name, int? branch) => Assert.Equal(branch, PackageRole.BranchInName(name));
}
