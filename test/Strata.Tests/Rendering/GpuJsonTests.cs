using System.Text;
using Strata.Rendering;
using Strata.Sampling;
using Strata.Tests.Rendering.Top;
using Xunit;

namespace Strata.Tests.Rendering;

public sealed class GpuJsonTests
{
    [Fact]
    public void What_is_written_is_read_again()
    {
        var list = new GpuList(
            new DriverIdentity("580.1", "13.580", "13.0", 2, "lib"),
            [
                TopSamples.Gpu(0, TopSamples.Process(1), TopSamples.Process(2, null)) with { Hang = [new BlockedThread("0:Power", 'D', "f", ["a", "b"])] },
                new GpuStatus(1) { Detail = new GpuDetail { Processes = null, MigDevices = [new MigDevice(0, "MIG-1", 1, 0, "1g.10gb", 10, null)] } },
            ],
            TopSamples.At, "host", IsDemo: true, TimeSpan.FromSeconds(0.2));
        var text = GpuJson.Render(list);
        var read = GpuJson.Read(Encoding.UTF8.GetBytes(text));
        Assert.NotNull(read);
        Assert.Equal(text, GpuJson.Render(read));
        Assert.Equal(list.Interval, read.Interval);
        Assert.Null(read.Gpus[1].Detail?.Processes);
        Assert.Null(read.Gpus[0].Detail?.Processes?[1].MemoryBytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"schema":"strata.report/1","gpus":[]}""")]
    [InlineData("""{"schema":"strata.gpus/1"}""")]
    [InlineData("""{"schema":"strata.gpus/1","gpus":[{"index":0,"identity":{"address":"nonsense"}}]}""")]
    public void Anything_else_is_refused(string text) => Assert.Null(GpuJson.Read(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void What_another_version_leaves_out_or_adds_does_no_harm()
    {
        var read = GpuJson.Read("""{"schema":"strata.gpus/1","new":1,"gpus":[null,{"index":3,"code":0,"sample":{"utilization":0.5,"newer":{}},"detail":{"processes":[null]},"identity":{"index":3}}]}"""u8);
        var gpu = Assert.Single(read!.Gpus);
        Assert.Equal((3, 0.5, null), (gpu.Index, gpu.Sample?.Utilization, gpu.Sample?.MemoryHealth.RemapPending));
        Assert.Null(gpu.Identity);
        Assert.Equal(24, new Strata.Rendering.Top.TopState("").With(read).Lines().Length);
    }
}
