using Strata.Layers.Kernel;
using Xunit;

namespace Strata.Tests.Layers.Kernel;

public sealed class KernelApiTableTests
{
    [Theory]
    [InlineData("6.11.0-9-generic", "535.183.01", true)]
    [InlineData("6.11.0-9-generic", "535.274.02", false)]
    [InlineData("6.12.9-arch1-1", "535.216.01", false)]
    [InlineData("6.8.0-45-generic", "470.223.02", true)]
    [InlineData("6.8.0-45-generic", "470.256.02", false)]
    [InlineData("6.4.0", "535.54.03", false)]
    public void ADriverThatCompilesOnANewerKernelIsNotTooOld(string kernel, string driver, bool tooOld) =>
        Assert.Equal(tooOld, KernelApiTable.IsTooOld(kernel, DriverVersion.Parse(driver)!));
}
