using Strata.Linux.Nvml.Reading;

namespace Strata.Linux.Tests.Nvml;

public sealed class UnitsTests
{
    [Theory]
    [InlineData(70001, Units.Milli, 70.001)]
    [InlineData(399999, Units.Milli, 399.999)]
    [InlineData(1234567891, Units.Nano, 1.234567891)]
    [InlineData(1980, Units.Mega, 1.98e9)]
    [InlineData(3, Units.Kibi, 3072)]
    public void A_whole_number_of_parts_becomes_the_nearest_double(double told, double unit, double value) => Assert.Equal(value, Units.In(told, unit));
}
