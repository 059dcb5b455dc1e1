using System.Collections.Immutable;
using Strata.Metrics;
using Strata.Sampling;
using Xunit;

namespace Strata.Tests.Metrics;

public sealed class ProcessMetricsTests
{
    [Fact]
    public void The_largest_are_told_and_the_others_are_counted_in_every_sample()
    {
        var host = Host([.. Enumerable.Range(1, 100).Select(number => new GpuProcess(number, "compute", number, null, null))]);

        Assert.Equal(Enumerable.Range(37, 64).Reverse(), ProcessMetrics.Told(host.Gpus[0]).Select(process => process.Process));
        Assert.Equal(72, host.After(host.After(host with { Gpus = [] })).ProcessesLeftOut);
    }

    [Fact]
    public void A_process_with_several_contexts_is_one()
    {
        var host = Host([new GpuProcess(7, "compute", 1, null, null), new GpuProcess(7, "compute", 1, null, null), new GpuProcess(7, "graphics", null, null, null)]);
        Assert.Equal([(7, "compute"), (7, "graphics")], ProcessMetrics.Told(host.Gpus[0]).Select(process => (process.Process, process.Kind)));
    }

    [Fact]
    public void A_list_that_could_not_be_read_gives_nothing() => Assert.Empty(ProcessMetrics.Told(Host(null).Gpus[0]));

    private static HostSample Host(ImmutableArray<GpuProcess>? processes) => new(SampleHost.Now, "1", "node7")
    {
        Gpus = [new GpuStatus(0) { Detail = new GpuDetail { Processes = processes } }],
    };
}
