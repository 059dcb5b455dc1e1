using Strata.Layers.Kernel;
using Xunit;

namespace Strata.Tests.Layers.Kernel;

public sealed class BranchSupportTests
{
    [Theory]
    [InlineData(0x0A20, 340)]
    [InlineData(0x06CD, 390)]
    [InlineData(0x1180, 470)]
    [InlineData(0x1B80, 580)]
    [InlineData(0x1DB5, 580)]
    [InlineData(0x1E07, null)]
    [InlineData(0x2684, null)]
    [InlineData(0xFFFF, null)]
    public void TheLastBranchOfAGpu(int device, int? branch) => Assert.Equal(branch, BranchSupport.LastBranch(device));

    [Theory]
    [InlineData(0x2B85, true, false)]
    [InlineData(0x2684, false, false)]
    [InlineData(0x2330, false, false)]
    [InlineData(0x2342, true, false)]
    [InlineData(0x2348, true, false)]
    [InlineData(0x1B80, false, true)]
    public void TheFlavourThatAGpuNeeds(int device, bool open, bool proprietary) =>
        Assert.Equal((open, proprietary), (BranchSupport.NeedsOpen(device), BranchSupport.NeedsProprietary(device)));

    [Theory]
    [InlineData(0x2B85, 570, "Blackwell")]
    [InlineData(0x2330, 525, "Hopper")]
    [InlineData(0x1E07, 410, "Turing")]
    [InlineData(0x1B80, null, null)]
    public void TheFirstBranchOfAGpu(int device, int? branch, string? generation) =>
        Assert.Equal((branch, generation), (BranchSupport.FirstBranch(device), BranchSupport.Generation(device)));

    [Theory]
    [InlineData(535, 2026, 6, false)]
    [InlineData(535, 2026, 7, true)]
    [InlineData(580, 2028, 6, false)]
    [InlineData(550, 2026, 9, true)]
    public void ABranchEndsAfterItsLastMonth(int branch, int year, int month, bool ended) =>
        Assert.Equal(ended, BranchLife.Of(branch)!.EndedBy(year, month));

    [Fact]
    public void ABranchNewerThanTheTableIsNotJudged() => Assert.Null(BranchLife.Of(620));
}
