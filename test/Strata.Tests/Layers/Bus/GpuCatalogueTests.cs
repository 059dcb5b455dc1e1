using Strata.Layers.Bus;
using Strata.Machine;
using Xunit;

namespace Strata.Tests.Layers.Bus;

public sealed class GpuCatalogueTests
{
    [Theory]
    [InlineData(0x1e07, "Turing", GpuSupport.Either, null)]
    [InlineData(0x2231, "Ampere", GpuSupport.Either, null)]
    [InlineData(0x20b5, "Ampere", GpuSupport.Either, null)]
    [InlineData(0x2684, "Ada", GpuSupport.Either, null)]
    [InlineData(0x2330, "Hopper", GpuSupport.Either, null)]
    [InlineData(0x2342, "Hopper", GpuSupport.OpenRequired, null)]
    [InlineData(0x2b85, "Blackwell", GpuSupport.OpenRequired, null)]
    [InlineData(0x1b06, "Pascal", GpuSupport.LegacyBranch, 580)]
    [InlineData(0x1c82, "Pascal", GpuSupport.LegacyBranch, 580)]
    [InlineData(0x1db4, "Volta", GpuSupport.LegacyBranch, 580)]
    [InlineData(0x1392, "Maxwell", GpuSupport.LegacyBranch, 580)]
    [InlineData(0x102d, "Kepler", GpuSupport.LegacyBranch, 470)]
    [InlineData(0x1187, "Kepler", GpuSupport.LegacyBranch, 470)]
    [InlineData(0x06c0, "Fermi", GpuSupport.LegacyBranch, 390)]
    [InlineData(0x08a0, "Tesla", GpuSupport.LegacyBranch, 340)]
    public void KnowsFamilyAndSupport(int device, string architecture, GpuSupport support, int? branch)
    {
        var model = GpuCatalogue.Find(device);

        Assert.Equal((architecture, support, branch), (model.Architecture, model.Support, model.LastBranch));
    }

    [Theory]
    [InlineData(0x0A20, 340)]
    [InlineData(0x06CD, 390)]
    [InlineData(0x1180, 470)]
    [InlineData(0x1B80, 580)]
    [InlineData(0x1DB5, 580)]
    [InlineData(0x1E07, null)]
    [InlineData(0x2684, null)]
    [InlineData(0xFFFF, null)]
    public void TheLastBranchOfAGpu(int device, int? branch) => Assert.Equal(branch, GpuCatalogue.Find(device).LastBranch);

    [Theory]
    [InlineData(0x2B85, true, false)]
    [InlineData(0x2684, false, false)]
    [InlineData(0x2330, false, false)]
    [InlineData(0x2342, true, false)]
    [InlineData(0x2348, true, false)]
    [InlineData(0x1B80, false, true)]
    public void TheFlavourThatAGpuNeeds(int device, bool open, bool proprietary) =>
        Assert.Equal((open, proprietary), (GpuCatalogue.Find(device).NeedsOpen, GpuCatalogue.Find(device).Support == GpuSupport.LegacyBranch));

    [Theory]
    [InlineData(0x2B85, 570)]
    [InlineData(0x2330, 525)]
    [InlineData(0x1E07, 410)]
    [InlineData(0x1B80, null)]
    public void TheFirstBranchOfAGpu(int device, int? branch) => Assert.Equal(branch, GpuCatalogue.Find(device).FirstBranch);

    [Fact]
    public void ASubsystemTellsProductsApart()
    {
        var board = new PciFunction(default, 0x030200, 0x10de, 0x2330) { Source = new Source("test"), Subsystem = "10de:16c1" };

        Assert.Equal("NVIDIA H100 80GB HBM3", GpuCatalogue.Find(board)?.Name);
    }

    [Fact]
    public void AnUnknownDeviceIsUnknown() => Assert.Equal(GpuSupport.Unknown, GpuCatalogue.Find(0x0001).Support);
}
