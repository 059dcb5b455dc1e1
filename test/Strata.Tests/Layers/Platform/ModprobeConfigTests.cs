using Strata.Layers.Kernel;
using Strata.Machine;
using Xunit;

namespace Strata.Tests.Layers.Kernel;

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
}
