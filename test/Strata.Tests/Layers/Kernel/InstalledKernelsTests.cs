using Strata.Layers.Kernel;
using Strata.Machine;
using Strata.Machine.Transcripts;
using Xunit;

namespace Strata.Tests.Layers.Kernel;

public sealed class InstalledKernelsTests
{
    [Theory]
    [InlineData("updates/dkms/nvidia.ko.zst")]
    [InlineData("extra/nvidia/nvidia.ko.xz")]
    [InlineData("kernel/nvidia-535srv/nvidia.ko")]
    [InlineData("kernel/drivers/video/nvidia.ko")]
    [InlineData("weak-updates/nvidia/nvidia.ko")]
    [InlineData("extramodules/nvidia.ko.xz")]
    [InlineData("updates/dkms/nvidia-current.ko")]
    public void ModulesAreFoundWhereDistributionsPutThem(string path)
    {
        var kernel = Assert.Single(Collect($"/lib/modules/6.8.0-48-generic/{path}", "/lib/modules/6.8.0-48-generic/modules.dep"));

        Assert.Equal("nvidia", Assert.Single(kernel.Modules.Or([])).Name);
    }

    [Fact]
    public void AnUnusualFolderIsFoundThroughTheIndex()
    {
        var machine = Machine("/lib/modules/6.8.0/video/nvidia.ko", "/lib/modules/6.8.0/modules.dep");
        machine.Add("/lib/modules/6.8.0/modules.dep", TextDocument.Of("modules.dep", "kernel/drivers/video/fbdev/nvidia/nvidiafb.ko: x\nvideo/nvidia.ko: kernel/drivers/gpu/drm/drm.ko"));

        Assert.Equal("/lib/modules/6.8.0/video/nvidia.ko", Assert.Single(Assert.Single(InstalledKernels.Collect(machine).Or([])).Modules.Or([])).Path);
    }

    [Fact]
    public void TheKernelsOwnModulesAreNotTheDriver() =>
        Assert.Empty(Assert.Single(Collect("/lib/modules/6.8.0/kernel/drivers/video/nvidiafb.ko", "/lib/modules/6.8.0/modules.dep")).Modules.Or([]));

    [Fact]
    public void KernelsAreOrderedAndKnowWhatTheyHave()
    {
        var kernels = Collect(
            "/lib/modules/6.1.0-9-amd64/modules.dep", "/lib/modules/6.1.0-56-amd64/modules.dep", "/lib/modules/6.1.0-56-amd64/build/Makefile",
            "/boot/vmlinuz-6.1.0-9-amd64", "/boot/initrd.img-6.1.0-9-amd64", "/boot/vmlinuz-6.1.0-56-amd64");

        Assert.Equal(["6.1.0-9-amd64", "6.1.0-56-amd64"], kernels.Select(kernel => kernel.Release));
        Assert.Equal([true, false], kernels.Select(kernel => kernel.Initrd.Or(otherwise: false)));
        Assert.Equal([true, true], kernels.Select(kernel => kernel.Image.Or(otherwise: false)));
        Assert.True(kernels[1].Headers.Or(otherwise: false));
        Assert.False(kernels[1].HeadersComplete.Or(otherwise: true));
    }

    [Theory]
    [InlineData("/efi/0123456789abcdef/6.8.0-2/initrd")]
    [InlineData("/boot/debian/6.8.0-2/initrd.img-6.8.0-2")]
    [InlineData("/boot/efi/Default/6.8.0-2/initrd")]
    public void AnInitrdIsFoundWhereSystemdBootReadsIt(string image)
    {
        var kernel = Assert.Single(Collect("/lib/modules/6.8.0-2/modules.dep", "/boot/initrd.img-6.8.0-1", image));

        Assert.True(kernel.Initrd.Or(otherwise: false));
        Assert.Equal(image, kernel.Initrd.Source.Name);
    }

    [Fact]
    public void AUnifiedImageOfTheKernelLeavesItsInitrdOpen() =>
        Assert.True(Assert.Single(Collect("/lib/modules/6.8.0-2/modules.dep", "/boot/initrd.img-6.8.0-1", "/efi/EFI/Linux/0123456789abcdef-6.8.0-2.efi")).Initrd.IsUnreadable);

    [Fact]
    public void AnImageOfAnotherKernelInThePartitionOfSystemdBootIsNoneOfThisOne() =>
        Assert.False(Assert.Single(Collect("/lib/modules/6.8.0-2/modules.dep", "/boot/initrd.img-6.8.0-1", "/efi/0123456789abcdef/6.8.0-1/initrd")).Initrd.Or(otherwise: true));

    private static System.Collections.Immutable.ImmutableArray<InstalledKernel> Collect(params string[] files) => InstalledKernels.Collect(Machine(files)).Or([]);

    private static TranscriptMachine Machine(params string[] files)
    {
        var machine = new TranscriptMachine(new Origin(OriginKind.Root, "/"));
        foreach (var file in files)
        {
            machine.Add(file, TextDocument.Of(file, "x"));
        }
        machine.AddDirectoriesOf("/lib");
        machine.AddDirectoriesOf("/boot");
        machine.AddDirectoriesOf("/efi");
        return machine;
    }
}
