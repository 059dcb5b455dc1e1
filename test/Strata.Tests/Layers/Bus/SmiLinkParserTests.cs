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

    [Fact]
    public void TheXmlFormTellsTheSame()
    {
        var link = Assert.Single(SmiLinkParser.Parse(TextDocument.Of("nvidia-smi -q -x", """
            <nvidia_smi_log>
            	<gpu id="00000000:65:00.0">
            		<pci>
            			<pci_gpu_link_info>
            				<pcie_gen>
            					<max_link_gen>4</max_link_gen>
            					<current_link_gen>1</current_link_gen>
            					<max_device_link_gen>5</max_device_link_gen>
            				</pcie_gen>
            				<link_widths>
            					<max_link_width>16x</max_link_width>
            					<current_link_width>4x</current_link_width>
            				</link_widths>
            			</pci_gpu_link_info>
            		</pci>
            		<performance_state>P8</performance_state>
            		<utilization><gpu_util>0 %</gpu_util></utilization>
            	</gpu>
            </nvidia_smi_log>
            """)));

        Assert.Equal(("0000:65:00.0", 4, 16, 1, 4, 5, 8), (link.Address.ToString(), link.Width, link.MostWidth, link.Generation, link.MostGeneration, link.DeviceGeneration, link.PerformanceState));
        Assert.Equal(12, link.Source.Line);
    }
}
