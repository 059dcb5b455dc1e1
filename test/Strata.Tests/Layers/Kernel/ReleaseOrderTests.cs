using Strata.Layers.Kernel;
using Xunit;

namespace Strata.Tests.Layers.Kernel;

public sealed class ReleaseOrderTests
{
    [Theory]
    [InlineData("5.15.0-46-generic", "5.15.0-101-generic")]
    [InlineData("6.1.0-9-amd64", "6.1.0-56-amd64")]
    [InlineData("6.8.12-4-pve", "6.11.0-1-pve")]
    [InlineData("5.14.0-362.8.1.el9_3.x86_64", "5.14.0-427.13.1.el9_4.x86_64")]
    [InlineData("535.54.03-1~bpo12+1", "535.54.03-1")]
    [InlineData("6.1", "6.1.1")]
    public void TheNewerComesLater(string older, string newer)
    {
        Assert.True(ReleaseOrder.Instance.Compare(older, newer) < 0);
        Assert.True(ReleaseOrder.Instance.Compare(newer, older) > 0);
    }

    [Theory]
    [InlineData("6.1.0-56-amd64", "6.1.0-56-amd64")]
    [InlineData("6.01", "6.1")]
    [InlineData("", "")]
    public void EqualIsEqual(string a, string b) => Assert.Equal(0, ReleaseOrder.Instance.Compare(a, b));
}
