using Strata.Judging;
using Strata.Tests.Rendering;
using Xunit;

namespace Strata.Tests.Judging;

public sealed class ReportFilterTests
{
    [Fact]
    public void A_layer_keeps_the_cause_of_its_findings()
    {
        var report = ReportFilter.Only(SampleReports.Fault(), [Layer.Driver]);
        Assert.Equal([Layer.Driver], report.Layers.Select(layer => layer.Layer));
        Assert.Equal(["kernel-updated-no-module", "persistence-off"], report.RootCauses.Select(cause => cause.Finding.Rule.Slug));
        Assert.Equal(Status.Fault, report.Verdict);
        Assert.Empty(report.Undecided);
    }

    [Fact]
    public void A_sound_layer_of_a_broken_machine_is_ok() =>
        Assert.Equal(Status.Ok, ReportFilter.Only(SampleReports.Fault(), [Layer.Bus]).Verdict);

    [Fact]
    public void An_unread_layer_is_unknown() =>
        Assert.Equal(Status.Unknown, ReportFilter.Only(SampleReports.Ok(), [Layer.Container]).Verdict);
}
