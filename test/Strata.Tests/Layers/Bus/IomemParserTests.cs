using Strata.Layers.Bus;
using Strata.Machine;
using Xunit;

namespace Strata.Tests.Layers.Bus;

public sealed class IomemParserTests
{
    [Fact]
    public void FindsWhoHoldsTheMemoryOfAFunction()
    {
        var claims = IomemParser.Parse(TextDocument.Of("/proc/iomem",
            """
            2800000000-2fffffffff : 0000:c3:00.0
              2800000000-2801fa3fff : BOOTFB
                2800000000-2801fa3fff : simpledrm
            fee00000-fee00fff : Local APIC
            """));

        Assert.Equal(["BOOTFB", "simpledrm"], claims.Select(claim => claim.Holder));
        Assert.All(claims, claim => Assert.Equal("0000:c3:00.0", claim.Owner.ToString()));
    }
}
