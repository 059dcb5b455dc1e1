using Strata.Layers.Bus;
using Strata.Machine;
using Xunit;

namespace Strata.Tests.Layers.Bus;

public sealed class SmiLinkParserTests
{
    [Fact]
    public void ReadsTheLinkOfEachGpu()
    {
        var link = Assert.Single(SmiLinkParser.Parse(TextDocument.Of("nvidia-smi -q",
            """
            GPU 00000000:01:00.0
                PCI
                    GPU Link Info
                        PCIe Generation
                            Max                       : 4
                            Current                   : 3
                            Device Max                : 4
                        Link Width
                            Max                       : 16x
                            Current                   : 8x
                Performance State                     : P0
                Utilization
                    Gpu                               : 97 %
            """)));

        Assert.Equal((8, 16, 3, 4, true), (link.Width, link.MostWidth, link.Generation, link.DeviceGeneration, link.UnderLoad));
        Assert.Equal(10, link.Source.Line);
    }

    [Fact]
    public void NothingIsKnownOfALostGpu()
    {
        var link = Assert.Single(SmiLinkParser.Parse(TextDocument.Of("nvidia-smi -q", "GPU 00000000:01:00.0\n    PCI\n        Link Width\n            Current : GPU is lost\n")));

        Assert.Null(link.Width);
    }
}
