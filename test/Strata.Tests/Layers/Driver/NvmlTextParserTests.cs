using Strata.Layers.Driver;
using Strata.Machine;
using Xunit;

namespace Strata.Tests.Layers.Driver;

public sealed class NvmlTextParserTests
{
    [Theory]
    [InlineData("Failed to initialize NVML: Insufficient Permissions", 4)]
    [InlineData("Failed to initialize NVML: Not Found", 6)]
    [InlineData("Failed to initialize NVML: Insufficient External Power", 8)]
    [InlineData("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.", 9)]
    [InlineData("Failed to initialize NVML: Timeout", 10)]
    [InlineData("Failed to initialize NVML: Interrupt Request Issue", 11)]
    [InlineData("NVIDIA-SMI couldn't find libnvidia-ml.so library in your system. Please make sure that the NVIDIA Display Driver is properly installed and present in your system.", 12)]
    [InlineData("Failed to initialize NVML: Function Not Found", 13)]
    [InlineData("Failed to initialize NVML: Corrupted infoROM", 14)]
    [InlineData("Failed to initialize NVML: GPU is lost", 15)]
    [InlineData("Failed to initialize NVML: GPU requires reset", 16)]
    [InlineData("Failed to initialize NVML: GPU access blocked by the operating system", 17)]
    [InlineData("Failed to initialize NVML: Driver/library version mismatch", 18)]
    [InlineData("Failed to initialize NVML: In use by another client", 19)]
    [InlineData("Failed to initialize NVML: Insufficient Memory", 20)]
    [InlineData("Failed to initialize NVML: Insufficient Resources", 23)]
    [InlineData("Failed to initialize NVML: System is not in ready state", 27)]
    [InlineData("Failed to initialize NVML: unknown return value: 28", 28)]
    [InlineData("Failed to initialize NVML: Unknown Error", 999)]
    [InlineData("Failed to initialize NVML: N/A", 3)]
    [InlineData("Failed to initialize NVML: Uninitialized", 1)]
    [InlineData("No devices were found", 6)]
    [InlineData("Error: nvmlInit(): Driver Not Loaded", 9)]
    [InlineData("Unable to determine the number of available GPUs: Driver Not Loaded", 9)]
    public void ATextOfNvidiaSmiIsACode(string line, int code)
    {
        var failure = NvmlTextParser.Failure(line, new Source("nvidia-smi"));

        Assert.Equal(code, failure?.Code);
        Assert.Null(failure?.Gpu);
    }

    [Theory]
    [InlineData("Unable to determine the device handle for GPU 0000:04:00.0: GPU is lost.  Reboot the system to recover this GPU", "0000:04:00.0", 15)]
    [InlineData("Unable to determine the device handle for GPU0: 0000:4C:00.0: Unknown Error", "0000:4c:00.0", 999)]
    [InlineData("Unable to determine the device handle for GPU 0000:01:00.0: Unknown Error", "0000:01:00.0", 999)]
    [InlineData("Unable to determine the device handle for gpu 0000:83:00.0: A GPU reset must occur before this GPU can be used again.", "0000:83:00.0", 16)]
    [InlineData("Unable to determine the device handle for gpu 0000:83:00.0: Unable to communicate with GPU because it is insufficiently powered.", "0000:83:00.0", 8)]
    public void ARefusalOfOneGpuNamesIt(string line, string gpu, int code)
    {
        var failure = NvmlTextParser.Failure(line, new Source("nvidia-smi"));

        Assert.Equal(gpu, failure?.Gpu?.ToString());
        Assert.Equal(code, failure?.Code);
    }

    [Theory]
    [InlineData("| NVIDIA-SMI 550.144.03             Driver Version: 550.144.03     CUDA Version: 12.4     |", "550.144.03", "12.4")]
    [InlineData("| NVIDIA-SMI 384.59                 Driver Version: 384.59                    |", "384.59", null)]
    [InlineData("| NVIDIA-SMI 595.71.05              KMD Version: 595.71.05     CUDA UMD Version: 13.2     |", "595.71.05", "13.2")]
    [InlineData("Driver Version                            : 460.56", "460.56", null)]
    public void ABannerIsSuccess(string line, string driver, string? cuda)
    {
        var answer = NvmlTextParser.Parse(new ToolOutput(null, TextDocument.Of("nvidia-smi", line)), out _);

        Assert.True(answer?.Works);
        Assert.Equal(driver, answer?.DriverVersion?.Text);
        Assert.Equal(cuda, answer?.CudaVersion);
    }

    [Fact]
    public void TheLibraryTellsItsVersionInAMismatch()
    {
        var text = TextDocument.Of("nvidia-smi", "Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 550.163");
        var answer = NvmlTextParser.Parse(new ToolOutput(18, text), out _);

        Assert.Equal(18, answer?.Code);
        Assert.Equal("550.163", answer?.LibraryVersion?.Text);
    }

    [Fact]
    public void AnExitStatusWithoutAKnownTextIsTheCode() =>
        Assert.Equal(12, NvmlTextParser.Parse(new ToolOutput(12, TextDocument.Of("nvidia-smi", "?")), out _)?.Code);

    [Theory]
    [InlineData("Failed to initialize NVML: unknown return value: 99999999999", 999)]
    [InlineData("Failed to initialize NVML: unknown return value: 42", 42)]
    public void ANumberThatIsNoCodeIsAnUnknownError(string line, int code) =>
        Assert.Equal(code, NvmlTextParser.Failure(line, new Source("nvidia-smi"))?.Code);

    [Fact]
    public void OtherTextIsNoAnswer() => Assert.Null(NvmlTextParser.Parse(new ToolOutput(null, TextDocument.Of("nvidia-smi", "hello")), out _));
}
