using Strata.Judging;
using Strata.Rendering;
using Strata.Snapshots;
using System.Collections.Immutable;
using System.Text.Json;
using Xunit;

namespace Strata.Tests.Rendering;

public sealed class RulePagesTests
{
    private static readonly Rule[] All = [new Sample(SampleReports.CannotTalk, "NVRM: cannot"), new Sample(SampleReports.ModuleMissing, "modprobe: FATAL")];

    [Fact]
    public void The_list_is_sorted_by_code() => Golden.Check("rule-list.txt", TerminalWriter.Render(RulePages.List(All), TerminalStyle.Plain));

    [Fact]
    public void A_page_shows_both_directions_of_cause() =>
        Golden.Check("rule-show.txt", TerminalWriter.Render(RulePages.Show(All[0], All), TerminalStyle.Plain)
            + TerminalWriter.Render(RulePages.Show(All[1], All), TerminalStyle.Plain));

    [Fact]
    public void Json_has_every_rule()
    {
        using var json = JsonDocument.Parse(RuleJson.Render(All));
        Assert.Equal("ST2010", json.RootElement.GetProperty("rules")[0].GetProperty("code").GetString());
    }

    private sealed class Sample(RuleInfo info, string needle) : Rule
    {
        public override RuleInfo Info => info;

        public override ImmutableArray<LogSign> Signs => [new LogSign(needle)];

        public override Verdict Judge(Snapshot snapshot) => Verdict.Quiet;
    }
}
