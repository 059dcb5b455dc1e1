using Strata.Layers.Bus;
using Strata.Machine;
using Xunit;

namespace Strata.Tests.Layers.Bus;

public sealed class ModprobeOptionParserTests
{
    [Fact]
    public void ReadsOptionsOfVfioModulesOnly()
    {
        var options = ModprobeOptionParser.Parse(TextDocument.Of("vfio.conf", "options nvidia NVreg_X=1\n  options vfio-pci ids=10de:2684 disable_vga # why\n#options vfio_pci x=1\n"), "vfio");

        Assert.Equal([("ids", "10de:2684"), ("disable_vga", "")], options.Select(option => (option.Name, option.Value)));
        Assert.All(options, option => Assert.Equal(2, option.Source.Line));
    }
}
