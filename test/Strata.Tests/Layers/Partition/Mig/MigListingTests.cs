using Strata.Layers.Partition.Mig;
using Strata.Machine;
using Xunit;

namespace Strata.Tests.Layers.Partition.Mig;

public sealed class MigListingTests
{
    [Fact]
    public void DevicesStandBelowTheirGpu()
    {
        var gpus = MigListing.Parse(TextDocument.Of(
            "nvidia-smi -L",
            """
            GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-5d5ba0d6-d33d-2b2c-524d-9e3d8d2b8a77)
              MIG 1g.5gb      Device  0: (UUID: MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f)
              MIG 1g.5gb      Device  1: (UUID: MIG-cba663e8-9bed-5b25-b243-5985ef7c9beb)
            GPU 1: NVIDIA A100-SXM4-40GB (UUID: GPU-5d5ba0d6-d33d-2b2c-524d-9e3d8d2b8a78)
            """));

        Assert.Equal(2, gpus.Length);
        Assert.Equal<string>(["1g.5gb", "1g.5gb"], gpus[0].Devices);
        Assert.Empty(gpus[1].Devices);
        Assert.Equal(4, gpus[1].Source.Line);
    }

    [Theory]
    [InlineData("")]
    [InlineData("No devices found.")]
    [InlineData("  MIG 1g.5gb      Device  0: (UUID: MIG-x)")]
    public void OtherTextListsNothing(string text) => Assert.Empty(MigListing.Parse(TextDocument.Of("nvidia-smi -L", text)));
}
