using Strata.Layers.Bus;
using Xunit;

namespace Strata.Tests.Layers.Bus;

public sealed class PciAddressTests
{
    [Theory]
    [InlineData("1a:00.0", "0000:1a:00.0")]
    [InlineData("0000:1a:00.1", "0000:1a:00.1")]
    [InlineData("00000000:1A:00.0", "0000:1a:00.0")]
    [InlineData("PCI:0000:1a:00", "0000:1a:00.0")]
    [InlineData("10000:e1:1f.7", "10000:e1:1f.7")]
    public void NormalisesEveryForm(string text, string expected) => Assert.Equal(expected, PciAddress.Parse(text)?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("1a:20.0")]
    [InlineData("1a:00.8")]
    [InlineData("zz:00.0")]
    [InlineData("1:2:3:4.0")]
    public void RefusesWhatIsNone(string? text) => Assert.Null(PciAddress.Parse(text));
}
