using Strata.Layers.Userspace.Apt;
using Xunit;

namespace Strata.Tests.Layers.Userspace.Apt;

public sealed class GlobTests
{
    [Theory]
    [InlineData("*", "", true)]
    [InlineData("", "a", false)]
    [InlineData("nvidia-*", "nvidia-dkms-535", true)]
    [InlineData("NVIDIA-*", "nvidia-dkms-535", true)]
    [InlineData("*nvidia*535", "libnvidia-compute-535", true)]
    [InlineData("*nvidia*535", "libnvidia-compute-535-server", false)]
    [InlineData("libnvidia-compute-5?5", "libnvidia-compute-535", true)]
    [InlineData("libnvidia-compute-?", "libnvidia-compute-", false)]
    [InlineData("a*b*c", "aXbYbZc", true)]
    [InlineData("a.c", "abc", false)]
    public void StarAndQuestionMarkStandForOthers(string pattern, string text, bool fits) => Assert.Equal(fits, Glob.Fits(pattern, text));

    [Fact]
    public void APatternBuiltToTakeForeverEnds() =>
        Assert.False(Glob.Fits(string.Concat(Enumerable.Repeat("a*", 5_000)) + "b", new string('a', 10_000)));

    [Fact]
    public void AVeryLongExpressionFindsNothing() => Assert.False(Glob.Finds(new string('a', 501), new string('a', 501)));
}
