using Strata.Layers.Platform;
using Strata.Machine;
using Xunit;

namespace Strata.Tests.Layers.Platform;

public sealed class ModprobeConfigTests
{
    private static readonly ModprobeConfig Config = new(ModprobeConfig.Parse(TextDocument.Of("/etc/modprobe.d/x.conf", """
        # a comment
        blacklist nouveau
        install nova-core /bin/false
        options nvidia-current NVreg_PreserveVideoMemoryAllocations=1 \
            NVreg_TemporaryFilePath=/var/tmp
        softdep nvidia pre: vfio-pci
        nonsense
        """)));

    [Fact]
    public void BlacklistAndInstallFalseBlock()
    {
        Assert.Single(Config.Blocks("nouveau"));
        Assert.Single(Config.Blocks("nova_core"));
        Assert.Empty(Config.Blocks("nvidia"));
    }

    [Fact]
    public void ALineMayGoOn()
    {
        var line = Assert.Single(Config.Options("nvidia_current"));

        Assert.Contains("NVreg_TemporaryFilePath=/var/tmp", line.Rest, StringComparison.Ordinal);
        Assert.Equal(4, line.Source.Line);
    }

    [Fact]
    public void OptionsAreTakenApart()
    {
        var config = new ModprobeConfig(ModprobeConfig.Parse(TextDocument.Of("vfio.conf", "options nvidia NVreg_X=1\n  options vfio-pci ids=10de:2684 disable_vga # why\n#options vfio_pci x=1\n")));

        Assert.Equal([("ids", "10de:2684"), ("disable_vga", "")], config.OptionsOf("vfio").Select(option => (option.Name, option.Value)));
        Assert.All(config.OptionsOf("vfio"), option => Assert.Equal(2, option.Source.Line));
    }
}
