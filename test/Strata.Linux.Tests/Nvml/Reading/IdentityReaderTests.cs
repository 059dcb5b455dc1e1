using System.Text;
using Strata.Layers.Bus;
using Strata.Linux.Nvml.Reading;
using Strata.Linux.Nvml.Structs;

namespace Strata.Linux.Tests.Nvml.Reading;

public sealed class IdentityReaderTests
{
    [Theory]
    [InlineData("00000000:65:00.4", "0000:65:00.4")]
    [InlineData("00010000:65:00.0", "10000:65:00.0")]
    [InlineData("", "0000:65:01.0")]
    [InlineData("nonsense", "0000:65:01.0")]
    public void The_text_of_the_place_has_the_function_and_the_numbers_stand_in_for_it(string text, string place)
    {
        var told = new PciInfo { Bus = 0x65, Device = 1 };
        Encoding.ASCII.GetBytes(text, told.BusId);
        Assert.Equal(PciAddress.Parse(place), IdentityReader.Place(told));
    }
}
