using Strata.Layers.Userspace;
using Strata.Machine;
using Strata.Machine.Transcripts;
using Xunit;

namespace Strata.Tests.Layers.Userspace;

public sealed class UpgradeHistoryTests
{
    [Fact]
    public void EachUpgradeKnowsWhoDidIt()
    {
        var upgrades = UpgradeHistory.Parse(TextDocument.Of("/var/log/apt/history.log", """
            Start-Date: 2024-01-10  10:00:00
            Commandline: apt upgrade
            Upgrade: nvidia-utils-535:amd64 (535.113.01-0ubuntu0.22.04.1, 535.129.03-0ubuntu0.22.04.1)
            End-Date: 2024-01-10  10:01:00

            Start-Date: 2024-01-17  06:33:08
            Commandline: /usr/bin/unattended-upgrade
            Upgrade: vim:amd64 (9.0, 9.1), libnvidia-compute-535:amd64 (535.129.03-0ubuntu0.22.04.1, 535.146.02-0ubuntu0.22.04.1)
            End-Date: 2024-01-17  06:34:00
            """));

        Assert.Equal(
            [("nvidia-utils-535", "535.129.03", false), ("libnvidia-compute-535", "535.146.02", true)],
            upgrades.Select(upgrade => (upgrade.Name, upgrade.To!.Text, upgrade.Unattended)));
    }

    [Theory]
    [InlineData("Unattended-Upgrade::Package-Blacklist {\n    \"nvidia-\";\n};", "nvidia-utils-535", false)]
    [InlineData("Unattended-Upgrade::Package-Blacklist {\n    // \"nvidia-\";\n};", "nvidia-utils-535", true)]
    [InlineData("Unattended-Upgrade::Package-Blacklist { \"libnvidia-.*\"; };", "nvidia-utils-535", true)]
    [InlineData("Unattended-Upgrade::Package-Blacklist { \"[\"; };", "nvidia-utils-535", true)]
    public void TheBlacklistIsRespected(string file, string package, bool touched)
    {
        var machine = new TranscriptMachine(new Origin(OriginKind.Root, "/"));
        machine.Add("/etc/apt/apt.conf.d/20auto-upgrades", TextDocument.Of("20auto-upgrades", "APT::Periodic::Unattended-Upgrade \"1\";"));
        machine.Add("/etc/apt/apt.conf.d/50unattended-upgrades", TextDocument.Of("50unattended-upgrades", file));
        machine.AddDirectory("/etc/apt/apt.conf.d", ["20auto-upgrades", "50unattended-upgrades"], new Source("/etc/apt/apt.conf.d"));

        Assert.Equal(touched, UnattendedUpgrades.Collect(machine).Or(null)?.Touches(package));
    }
}
