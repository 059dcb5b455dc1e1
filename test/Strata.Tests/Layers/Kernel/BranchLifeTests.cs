using Strata.Layers.Kernel;
using Xunit;

namespace Strata.Tests.Layers.Kernel;

public sealed class BranchLifeTests
{
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
