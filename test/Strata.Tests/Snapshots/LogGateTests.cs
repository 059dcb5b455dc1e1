using Strata.Judging;
using Strata.Snapshots;
using Xunit;

namespace Strata.Tests.Snapshots;

public sealed class LogGateTests
{
    [Fact]
    public void NoTraceOfTheKernelIsLeftOutOfALargeLog()
    {
        var lost = Snapshotter.Signs
            .Where(sign => sign.Origin == SignOrigin.Kernel)
            .SelectMany(sign => sign.Samples)
            .Where(sample => !LogGate.Words.Any(word => sample.Contains(word, StringComparison.Ordinal)));

        Assert.Empty(lost);
    }
}
