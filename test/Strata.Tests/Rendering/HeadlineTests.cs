using Strata.Judging;
using Strata.Rendering;
using Xunit;

namespace Strata.Tests.Rendering;

public sealed class HeadlineTests
{
    [Fact]
    public void A_fault_names_its_layer() =>
        Assert.Equal("kernel: No nvidia module exists for the running kernel 6.8.0-48-generic", Headline.Of(SampleReports.Fault()));

    [Fact]
    public void A_warning_behind_no_current_fault_is_the_headline() => Assert.Equal("driver: Persistence is off", Headline.Of(SampleReports.Warning()));

    [Fact]
    public void Ok_names_driver_and_gpus() => Assert.Equal("driver 535.113.01, 3 GPUs, nothing wrong found", Headline.Of(SampleReports.Ok()));

    [Fact]
    public void Unknown_says_what_is_missing()
    {
        Assert.StartsWith("cannot tell: this input says nothing", Headline.Of(SampleReports.Unknown()), StringComparison.Ordinal);
        var seen = SampleReports.Ok() with { Verdict = Status.Unknown, RootCauses = [], Findings = [] };
        Assert.Equal("cannot tell: nothing wrong was found, but NVML was not seen to answer", Headline.Of(seen));
    }
}
