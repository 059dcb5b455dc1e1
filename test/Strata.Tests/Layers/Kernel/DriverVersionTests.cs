using Strata.Layers.Kernel;
using Xunit;

namespace Strata.Tests.Layers.Kernel;

public sealed class DriverVersionTests
{
    [Theory]
    [InlineData("535.113.01", "535.113.01", 535)]
    [InlineData("525.85.12-1", "525.85.12", 525)]
    [InlineData("1:470.57.02-0ubuntu1", "470.57.02", 470)]
    [InlineData("384.59", "384.59", 384)]
    public void ReadsVersions(string text, string version, int branch)
    {
        var parsed = DriverVersion.Parse(text);

        Assert.Equal(version, parsed?.Text);
        Assert.Equal(branch, parsed?.Branch);
    }

    [Theory]
    [InlineData("")]
    [InlineData("n/a")]
    [InlineData("5")]
    [InlineData("５３５.１０４")]
    [InlineData("535.５４.03")]
    public void RefusesOtherText(string text) => Assert.Null(DriverVersion.Parse(text));

    [Fact]
    public void AShortVersionAgreesWithTheBuildItBegins()
    {
        Assert.True(DriverVersion.Parse("580.178")!.Agrees(DriverVersion.Parse("580.178.04")!));
        Assert.False(DriverVersion.Parse("580.178")!.Agrees(DriverVersion.Parse("580.173.02")!));
    }

    [Fact]
    public void OrdersByNumber() => Assert.True(DriverVersion.Parse("535.54.03")!.CompareTo(DriverVersion.Parse("535.113.01")) < 0);
}
