using Strata.Layers.Cluster;
using Strata.Machine;
using Strata.Snapshots;
using Xunit;

namespace Strata.Tests.Layers.Cluster;

public sealed class NodeGpusTests
{
    [Theory]
    [InlineData("Capacity:\n  cpu: 8\n  nvidia.com/gpu:     8\nAllocatable:\n  nvidia.com/gpu:     7\n", 8, 7)]
    [InlineData("  allocatable:\n    nvidia.com/gpu: \"5\"\n  capacity:\n    nvidia.com/gpu: \"6\"\n", 6, 5)]
    [InlineData("Capacity:\n  nvidia.com/gpu: 4\nAllocatable:\n  nvidia.com/gpu: 4\nCapacity:\n  nvidia.com/gpu: 8\nAllocatable:\n  nvidia.com/gpu: 0\n", 8, 0)]
    public void ANodeThatOffersFewerIsFound(string text, int capacity, int allocatable)
    {
        var node = Read(text);

        Assert.NotNull(node);
        Assert.Equal((capacity, allocatable), (node.Capacity, node.Allocatable));
    }

    [Theory]
    [InlineData("Capacity:\n  nvidia.com/gpu: 8\nAllocatable:\n  nvidia.com/gpu: 8\n")]
    [InlineData("Capacity:\n  nvidia.com/gpu: 8\n")]
    [InlineData("Requests:\n  nvidia.com/gpu: 1\n")]
    [InlineData("")]
    public void OthersAreNot(string text) => Assert.Null(Read(text));

    private static NodeGpus? Read(string text) => NodeGpus.Short(new LogScanner(NodeGpus.All).Scan(
        [new LogText("paste", Era.Current, text.Split('\n').Select((line, index) => new LogLine(index + 1, line)))], keepUnrecognised: false));
}
