using Strata.Layers.Cluster;
using Strata.Machine;
using Xunit;

namespace Strata.Tests.Layers.Cluster;

public sealed class KubeletDevicesTests
{
    [Theory]
    [InlineData("""{"Data":{"PodDeviceEntries":[{"ResourceName":"nvidia.com/gpu","DeviceIDs":["GPU-a"]},{"ResourceName":"vendor.com/nic","DeviceIDs":["x"]}],"RegisteredDevices":{"nvidia.com/gpu":["GPU-a","GPU-b"]}}}""", "GPU-a GPU-b", "GPU-a")]
    [InlineData("""{"Data":{"PodDeviceEntries":[{"ResourceName":"nvidia.com/gpu","DeviceIDs":{"-1":["GPU-a::0","GPU-a::1"],"0":["GPU-b::0"]}}],"RegisteredDevices":{"nvidia.com/gpu":["GPU-a::0"]}}}""", "GPU-a", "GPU-a GPU-b")]
    public void HealthyAndAllocatedDevicesAreRead(string text, string healthy, string allocated)
    {
        var devices = KubeletDevices.Parse(TextDocument.Of("kubelet_internal_checkpoint", text));

        Assert.NotNull(devices);
        Assert.Equal((healthy, allocated), (string.Join(' ', devices.Healthy), string.Join(' ', devices.Allocated)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"Data":3}""")]
    [InlineData("""{"Data":{"PodDeviceEntries":[3,{"ResourceName":4}],"RegisteredDevices":[]}}""")]
    [InlineData("""{"Data":{"RegisteredDevices":{"vendor.com/nic":["x"]}}}""")]
    public void AnythingElseIsNothing(string text) => Assert.Null(KubeletDevices.Parse(TextDocument.Of("kubelet_internal_checkpoint", text)));
}
