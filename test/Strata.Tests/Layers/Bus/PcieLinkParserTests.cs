using Strata.Layers.Bus;
using Xunit;

namespace Strata.Tests.Layers.Bus;

public sealed class PcieLinkParserTests
{
    [Theory]
    [InlineData("Port #0, Speed 32GT/s, Width x8, ASPM L1", 5, 8)]
    [InlineData("Speed 2.5GT/s (downgraded), Width x16 (ok)", 1, 16)]
    [InlineData("8.0 GT/s PCIe x4", 3, 4)]
    [InlineData("2.5 GT/s x16", 1, 16)]
    public void ReadsEveryForm(string text, int generation, int width) => Assert.Equal(new PcieLink(generation, width), PcieLinkParser.Parse(text));

    [Theory]
    [InlineData("Speed unknown (downgraded), Width x0 (downgraded)")]
    [InlineData("Speed 8GT/s, Width x0")]
    [InlineData("")]
    public void ALinkThatIsDownIsNone(string text) => Assert.Null(PcieLinkParser.Parse(text));
}
