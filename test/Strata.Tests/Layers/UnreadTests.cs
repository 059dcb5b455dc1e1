using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Layers.Bus.Rules;
using Strata.Machine;
using Xunit;

namespace Strata.Tests.Layers;

/// <summary>A failed look at a whole machine leaves a rule open; it never makes it quiet.</summary>
public sealed class UnreadTests
{
    private const string Device = "/sys/bus/pci/devices/0000:01:00.0/";
    private const string Release = "6.1.0-55-amd64";
    private const string Next = "6.1.0-56-amd64";
    private const string ModulePath = "/lib/modules/6.1.0-55-amd64/updates/dkms/nvidia-current.ko";

    private static readonly string Host =
        Whole.File("/etc/os-release", "ID=debian") + Whole.File("/proc/sys/kernel/osrelease", Release) + Whole.Kernel(Release, "535.309.01");

    private static readonly string Library = Whole.File("/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.535.309.01", "library");

    private static readonly string NoDriver = Host
        + Whole.File(Device + "class", "0x030000") + Whole.File(Device + "vendor", "0x10de") + Whole.File(Device + "device", "0x2b85") + Whole.File("/sys/module/x", "");

    private static readonly string Legacy = NoDriver.Replace("0x2b85", "0x1b80", StringComparison.Ordinal);

    private static readonly string SecureBoot = Whole.File("/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c", "\u0006\0\0\0\u0001");

    public static TheoryData<string, string, string> Cases { get; } = new()
    {
        { "iommu-not-enabled-wrong-kernel-parameter", Whole.File("/proc/cmdline", "ro vfio-pci.ids=10de:2684"), "/sys/kernel/iommu_groups" },
        { "gpu-fallen-off-bus", Host + Whole.Gpu("nvidia"), Device + "config" },
        { "pci-bar-not-assigned", Host + Whole.Gpu("nvidia"), Device + "resource" },
        { "pcie-link-limited-by-slot", Host + Whole.Gpu("nvidia"), Device + "current_link_speed" },
        { "vfio-pci-config-space-unreadable", Host + Whole.Gpu("vfio-pci"), Device + "config" },
        { "vfio-group-not-viable", Host + Whole.Gpu("vfio-pci"), Device + "iommu_group" },
        { "nouveau-bound-to-gpu", Host + Whole.Gpu("nouveau"), Device + "driver" },
        { "module-missing-for-running-kernel", NoDriver + Library, "/lib/modules/" + Release },
        { "gpu-needs-open-kernel-module", NoDriver, "modinfo" },
        { "gpu-too-new-for-driver", NoDriver, "modinfo" },
        { "gpu-needs-proprietary-kernel-module", Legacy, "modinfo" },
        { "gpu-needs-legacy-driver-branch", Legacy, "modinfo" },
        { "module-built-for-other-kernel", NoDriver, "modinfo" },
        { "secure-boot-module-signature-rejected", NoDriver + Whole.File("/sys/firmware/acpi/x", ""), "/sys/firmware" },
        { "kernel-image-without-initrd", Host, "/boot" },
        { "next-boot-without-driver", Host + Whole.Kernel(Next, "535.309.01") + Library + Whole.Gpu("nvidia") + Whole.File("/etc/default/grub", "GRUB_DEFAULT=1>2") + Whole.File("/boot/grub/x", ""), "/boot/grub/grub.cfg" },
        { "next-boot-without-driver", Host + Whole.Kernel(Next, "535.309.01") + Library + Whole.Gpu("nvidia"), "/boot" },
        { "dkms-build-failed", NoDriver.Replace(ModulePath, "/lib/modules/6.1.0-55-amd64/none", StringComparison.Ordinal) + Library + Whole.File("/var/lib/dkms/nvidia-current/535.309.01/source/dkms.conf", ""), "/var/lib/dkms/nvidia-current/535.309.01/build/make.log" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void ARuleIsOpenWhereItsEvidenceIsDenied(string slug, string pieces, string denied)
    {
        var open = Whole.Report(pieces, denied).Undecided;

        Assert.Contains(open, item => item.Rule.Slug == slug && item.Why.Contains("denied", StringComparison.Ordinal) || item.Rule.Slug == slug && item.Why.Contains("could not be read", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ARuleIsNotOpenWhereItsEvidenceIsNotThere(string slug, string pieces, string denied)
    {
        Assert.NotEmpty(denied);
        Assert.DoesNotContain(Whole.Report(pieces).Undecided, item => item.Rule.Slug == slug && !item.Why.Contains("could not be read", StringComparison.Ordinal));
    }

    [Fact]
    public void WithoutALogATrustedSignatureCannotBeTold() => Assert.Contains(
        Whole.Report(NoDriver.Replace("license:        NVIDIA", "license:        NVIDIA\nsigner:         DKMS module signing key", StringComparison.Ordinal) + SecureBoot).Undecided,
        item => item.Rule.Slug == "secure-boot-module-signature-rejected");

    [Fact]
    public void WithoutALogTheReasonOfALossCannotBeTold()
    {
        var lost = Whole.Snapshot(Host + Whole.Gpu("nvidia"));
        var gpu = lost.Bus.Functions.Or([])[0];
        lost = lost with { Bus = lost.Bus with { Functions = Reading.Known<ImmutableArray<PciFunction>>([gpu with { Answers = Reading.Known(false, gpu.Source) }], gpu.Source) } };

        Assert.IsType<Verdict.UnknownVerdict>(new GpuFallenOffBusLinkErrors().Judge(lost));
    }

    [Fact]
    public void APasteIsNeverOpenForWhatItLeavesOut() =>
        Assert.Empty(Pasted.Report("$ lspci -nn\n01:00.0 VGA compatible controller [0300]: NVIDIA Corporation AD102 [GeForce RTX 4090] [10de:2684] (rev a1)\n").Undecided);
}
