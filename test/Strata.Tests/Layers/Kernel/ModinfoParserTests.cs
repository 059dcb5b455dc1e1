using Strata.Layers.Kernel;
using Strata.Machine;
using Xunit;

namespace Strata.Tests.Layers.Kernel;

public sealed class ModinfoParserTests
{
    private const string Signed = """
        filename:       /lib/modules/6.1.0-56-amd64/updates/dkms/nvidia-current.ko
        version:        535.309.01
        license:        NVIDIA
        srcversion:     D6DF07AAEB3820BCC417FB5
        vermagic:       6.1.0-56-amd64 SMP preempt mod_unload modversions 
        signer:         DKMS module signing key
        parm:           NVreg_ResmanDebugLevel:int
        """;

    [Fact]
    public void TheFieldsOfASignedModuleAreRead()
    {
        var file = ModinfoParser.Parse("nvidia-current", TextDocument.Of("modinfo", Signed));

        Assert.NotNull(file);
        Assert.Equal("nvidia", file.Name);
        Assert.Equal("535.309.01", file.Version?.Text);
        Assert.Equal("6.1.0-56-amd64", file.BuiltFor);
        Assert.Equal("DKMS module signing key", file.Signer);
        Assert.Equal("NVIDIA", file.License);
    }

    [Fact]
    public void OneLineOfABugReportIsEnough()
    {
        var file = ModinfoParser.Parse("nvidia", TextDocument.Of("modinfo", "vermagic:       5.15.0-46-generic SMP mod_unload modversions "));

        Assert.Equal("5.15.0-46-generic", file?.BuiltFor);
        Assert.Null(file?.Version);
    }

    [Theory]
    [InlineData("")]
    [InlineData("modinfo: ERROR: Module nvidia not found.")]
    public void NothingIsNoModule(string output) => Assert.Null(ModinfoParser.Parse("nvidia", TextDocument.Of("modinfo", output)));

    [Fact]
    public void SeveralModulesAreKeptApart()
    {
        var second = Signed.Replace("nvidia-current.ko", "nvidia-current-uvm.ko", StringComparison.Ordinal).Replace("535.309.01", "535.261.03", StringComparison.Ordinal);
        var files = ModinfoParser.ParseAll("nvidia", TextDocument.Of("modinfo", Signed + "\n" + second));

        Assert.Equal(["nvidia", "nvidia_uvm"], files.Select(file => file.Name));
        Assert.Equal(["535.309.01", "535.261.03"], files.Select(file => file.Version!.Text));
    }

    [Theory]
    [InlineData("/lib/modules/K/updates/dkms/nvidia.ko.zst", "nvidia")]
    [InlineData("nvidia-tesla-470-uvm.ko", "nvidia_uvm")]
    [InlineData("nvidia-legacy-390xx-drm.ko.xz", "nvidia_drm")]
    [InlineData("nvidia_331_uvm", "nvidia_uvm")]
    [InlineData("nvidia-current-open", "nvidia")]
    [InlineData("nvidiafb.ko", "nvidiafb")]
    [InlineData("nouveau", "nouveau")]
    public void FilesAreKnownByTheNameUnderWhichTheyAreLoaded(string file, string name) => Assert.Equal(name, ModuleName.Of(file));
}
