using Strata.Layers.Userspace;
using Strata.Layers.Userspace.Apt;
using Strata.Machine;
using Strata.Machine.Transcripts;
using Xunit;

namespace Strata.Tests.Layers.Userspace.Apt;

public sealed class AptPinsTests
{
    private static readonly AptRelease Nvidia = AptRelease.Parse("o=NVIDIA,l=NVIDIA CUDA,c=", "developer.download.nvidia.com");
    private static readonly AptRelease Ubuntu = AptRelease.Parse("v=24.04,o=Ubuntu,a=noble-updates,n=noble,l=Ubuntu,c=restricted,b=amd64", "archive.ubuntu.com");

    [Fact]
    public void ThePinOfTheCudaRepositoryPrefersIt()
    {
        var pins = AptPins.Parse(TextDocument.Of("cuda-repository-pin-600", """
            Package: nsight-compute
            Pin: origin *ubuntu.com*
            Pin-Priority: -1

            # everything else
            Package: *
            Pin: release l=NVIDIA CUDA
            Pin-Priority: 600
            """));

        Assert.Equal([-1, 600], pins.Select(pin => pin.Priority));
        Assert.True(pins[1].IsFor("libnvidia-compute-580"));
        Assert.True(pins[1].IsRepository(Nvidia));
        Assert.False(pins[1].IsRepository(Ubuntu));
        Assert.True(pins[0].IsRepository(Ubuntu));
        Assert.False(pins[0].IsFor("cuda-drivers"));
    }

    [Theory]
    [InlineData("nvidia-*", "nvidia-dkms-535", true)]
    [InlineData("/nvidia/", "libnvidia-compute-535", true)]
    [InlineData("nvidia-dkms-535 nvidia-utils-535", "nvidia-utils-535", true)]
    [InlineData("nvidia", "nvidia-utils-535", false)]
    [InlineData("/[/", "nvidia-utils-535", false)]
    public void NamesPatternsAndExpressionsAreMatched(string packages, string name, bool named) =>
        Assert.Equal(named, Assert.Single(AptPins.Parse(TextDocument.Of("p", $"Package: {packages}\nPin: version 535.*\nPin-Priority: 1001"))).IsFor(name));

    [Theory]
    [InlineData("Package: x\nPin: version 1")]
    [InlineData("Package: x\nPin: nothing\nPin-Priority: 1")]
    [InlineData("Pin: version 1\nPin-Priority: 1")]
    [InlineData(":\n\n:")]
    public void AnUnfinishedStanzaIsNone(string text) => Assert.Empty(AptPins.Parse(TextDocument.Of("p", text)));

    [Theory]
    [InlineData("535.146.02-*", 1001, true)]
    [InlineData("535.146.02-*", 400, false)]
    [InlineData("550.*", 1001, false)]
    public void APinToTheInstalledVersionHolds(string version, int priority, bool held)
    {
        var package = new Package("nvidia-dkms-535", "535.146.02-0ubuntu0.22.04.1", "ii", new Source("/var/lib/dpkg/status"));
        var pins = AptPins.Parse(TextDocument.Of("p", $"Package: nvidia-dkms-*\nPin: version {version}\nPin-Priority: {priority}"));

        var kept = HeldPackageCollector.Collect(new TranscriptMachine(new Origin(OriginKind.Root, "/")), [package], pins);

        Assert.Equal(held ? ["nvidia-dkms-535"] : [], kept.Select(item => item.Name));
    }

    [Theory]
    [InlineData("3:580.*", false)]
    [InlineData("3:580.95*", false)]
    [InlineData("*", false)]
    [InlineData("3:580.95.0?-*", false)]
    [InlineData("3:580.95.05*", true)]
    [InlineData("*:580.95.05-*", true)]
    [InlineData("3:580.95.05-0ubuntu1", true)]
    public void OnlyAPinOfOneUpstreamVersionHolds(string version, bool held) =>
        Assert.Equal(held, Kept($"Package: *nvidia*\nPin: version {version}\nPin-Priority: 1001", "3:580.95.05-0ubuntu1"));

    [Theory]
    [InlineData("", true)]
    [InlineData("Package: nvidia-*\nPin: release o=NVIDIA\nPin-Priority: 600", false)]
    [InlineData("Package: nvidia-*\nPin: version 580.*\nPin-Priority: 600", false)]
    [InlineData("Package: nvidia-*\nPin: origin example.org\nPin-Priority: -1", true)]
    [InlineData("Package: nvidia-*\nPin: version 580.95.05-*\nPin-Priority: 100", true)]
    [InlineData("Package: curl\nPin: release o=NVIDIA\nPin-Priority: 600", true)]
    public void AStanzaForOnePackageRaisesItAboveThoseForAll(string own, bool held) =>
        Assert.Equal(held, Kept($"Package: *\nPin: release *\nPin-Priority: -1\n\n{own}", "580.95.05-0ubuntu1"));

    [Fact]
    public void TheFirstStanzaThatFitsTheVersionDecides() => Assert.False(Kept(
        "Package: nvidia-*\nPin: version 580.*\nPin-Priority: 1001\n\nPackage: nvidia-*\nPin: version 580.95.05-*\nPin-Priority: 1001", "580.95.05-0ubuntu1"));

    [Theory]
    [InlineData("/etc/dnf/plugins/versionlock.list", "# added\nnvidia-driver-libs-3:570.86.15-1.el9.*", "nvidia-driver-libs")]
    [InlineData("/etc/dnf/plugins/versionlock.list", "!nvidia-driver-libs-3:570.86.15-1.el9.*", "")]
    [InlineData("/etc/dnf/versionlock.toml", "[[packages]]\nname = \"nvidia-driver-libs\"", "nvidia-driver-libs")]
    [InlineData("/etc/dnf/dnf.conf", "[main]\nexcludepkgs=kernel*, *nvidia*", "kmod-nvidia-open-dkms,nvidia-driver-libs")]
    public void WhatDnfKeepsIsHeld(string path, string text, string expected)
    {
        var machine = new TranscriptMachine(new Origin(OriginKind.Root, "/"));
        machine.Add(path, TextDocument.Of(path, text));
        Package[] packages = [new("nvidia-driver-libs", "570.86.15-1.el9", "ii", new Source("rpm")), new("kmod-nvidia-open-dkms", "570.86.15-1.el9", "ii", new Source("rpm"))];

        Assert.Equal(expected, string.Join(',', HeldPackageCollector.Collect(machine, [.. packages], []).Select(item => item.Name)));
    }

    private static bool Kept(string text, string version) => AptPins.Keeping(AptPins.Parse(TextDocument.Of("p", text)), "nvidia-utils-580", version) is not null;
}
