using Strata.Layers.Workload;
using Strata.Machine;
using Xunit;

namespace Strata.Tests.Layers.Workload;

public sealed class VramErrorTests
{
    [Theory]
    [InlineData("CUDA out of memory. Tried to allocate 224.00 MiB (GPU 0; 10.73 GiB total capacity; 9.85 GiB already allocated; 46.44 MiB free; 9.86 GiB reserved in total by PyTorch)", false)]
    [InlineData("CUDA out of memory. Tried to allocate 60.00 MiB (GPU 0; 11.17 GiB total capacity; 505.96 MiB already allocated; 12.50 MiB free; 530.00 MiB reserved in total by PyTorch)", true)]
    [InlineData("CUDA out of memory. Tried to allocate 572.00 MiB. GPU 0 has a total capacity of 39.49 GiB of which 321.31 MiB is free. Process 3721648 has 414.00 MiB memory in use. Including non-PyTorch memory, this process has 37.46 GiB memory in use. Process 1374765 has 414.00 MiB memory in use.", false)]
    [InlineData("CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has a total capacity of 23.65 GiB of which 18.00 MiB is free. Process 111 has 20.30 GiB memory in use. Including non-PyTorch memory, this process has 3.20 GiB memory in use.", true)]
    [InlineData("CUDA out of memory. Tried to allocate 112.89 GiB. GPU 0 has a total capacity of 79.14 GiB of which 58.59 GiB is free. Process 4078482 has 11.29 GiB memory in use. Including non-PyTorch memory, this process has 9.25 GiB memory in use.", false)]
    [InlineData("CUDA out of memory. Tried to allocate 32.00 MiB. GPU 0 has a total capacty of 4.00 GiB of which 41.56 MiB is free. Including non-PyTorch memory, this process has 3.44 GiB memory in use.", false)]
    [InlineData("CUDA out of memory. Tried to allocate", false)]
    [InlineData("", false)]
    public void ItIsToldWhoHoldsTheMemory(string text, bool others) => Assert.Equal(others, VramError.Parse(new Source("log", 1, text)).IsForOthers);

    [Fact]
    public void SizesAreInMebibytes()
    {
        var error = VramError.Parse(new Source("log", 1, "Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 24.00 GiB of which 512.00 MiB is free. Including non-PyTorch memory, this process has 8.50 GiB memory in use."));

        Assert.Equal(2048, error.Tried);
        Assert.Equal(24576, error.Total);
        Assert.Equal(8704, error.Own);
        Assert.Equal(24576 - 8704 - 512, error.Others);
    }

    [Theory]
    [InlineData(12, 8, "570.26")]
    [InlineData(12, 7, "570.26")]
    [InlineData(13, 0, "580.65.06")]
    [InlineData(99, 0, null)]
    public void ACudaReleaseHasItsDriver(int major, int minor, string? driver) => Assert.Equal(driver, CudaReleases.DriverFor(new Version(major, minor))?.Text);
}
