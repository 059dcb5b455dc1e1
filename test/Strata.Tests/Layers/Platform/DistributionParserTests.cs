using Strata.Layers.Platform;
using Strata.Machine;
using Xunit;

namespace Strata.Tests.Layers.Platform;

public sealed class DistributionParserTests
{
    [Theory]
    [InlineData("PRETTY_NAME=\"Ubuntu 22.04.5 LTS\"\nID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"22.04\"", DistributionFamily.Ubuntu, "22.04")]
    [InlineData("PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\nVERSION_ID=\"12\"", DistributionFamily.Debian, "12")]
    [InlineData("NAME=\"Pop!_OS\"\nID=pop\nID_LIKE=\"ubuntu debian\"\nVERSION_ID=22.04", DistributionFamily.Ubuntu, "22.04")]
    [InlineData("NAME=\"Some\"\nID=some\nID_LIKE=\"rhel fedora\"\nVERSION_ID='9.4'", DistributionFamily.Rhel, "9.4")]
    [InlineData("ID=arch\nPRETTY_NAME=\"Arch Linux\"", DistributionFamily.Arch, "")]
    [InlineData("ID=nixos\nVERSION_ID=\"24.05\"", DistributionFamily.NixOs, "24.05")]
    [InlineData("ID=\"opensuse-leap\"\nVERSION_ID=\"15.6\"", DistributionFamily.Suse, "15.6")]
    public void ReadsOsRelease(string text, DistributionFamily family, string version)
    {
        var found = DistributionParser.ParseOsRelease(TextDocument.Of("/etc/os-release", text));

        Assert.Equal((family, version), (found?.Family, found?.Version));
    }

    [Theory]
    [InlineData("6.8.12-4-pve", DistributionFamily.Proxmox)]
    [InlineData("5.15.0-46-generic (gcc (Ubuntu 11.2.0-19ubuntu1) 11.2.0) #49-Ubuntu SMP", DistributionFamily.Ubuntu)]
    [InlineData("6.6.9-200.fc39.x86_64", DistributionFamily.Fedora)]
    [InlineData("4.18.0-553.el8_10.x86_64", DistributionFamily.Rhel)]
    [InlineData("5.14.0-427.13.1.el9_4.x86_64", DistributionFamily.Rhel)]
    [InlineData("6.9.1-arch1-1", DistributionFamily.Arch)]
    [InlineData("6.1.0-26-amd64 (debian-kernel@lists.debian.org)", DistributionFamily.Debian)]
    [InlineData("6.1.102-111.182.amzn2023.x86_64", DistributionFamily.Rhel)]
    public void ReadsTheMarksInAKernelName(string banner, DistributionFamily family) => Assert.Equal(family, DistributionParser.FromKernel(banner)?.Family);

    [Fact]
    public void AVanillaKernelNamesNobody() => Assert.Null(DistributionParser.FromKernel("6.11.0 (gcc 13.2.0) #1 SMP"));

    [Fact]
    public void DropsTheEscapesOfIssue() =>
        Assert.Equal("Ubuntu 20.04.2 LTS", DistributionParser.ParseIssue(TextDocument.Of("/etc/issue", "Ubuntu 20.04.2 LTS \\n \\l\n\n"))?.Name);
}
