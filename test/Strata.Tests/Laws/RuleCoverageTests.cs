using System.Collections.Immutable;
using Strata.Judging;
using Strata.Lab;
using Strata.Machine;
using Strata.Machine.Transcripts;
using Strata.Snapshots;
using Xunit;

namespace Strata.Tests.Laws;

/// <summary>Every rule is seen to fire and seen to stay quiet, in the lab or on the samples of its signs.</summary>
public sealed class RuleCoverageTests
{
    private static readonly Lazy<ImmutableArray<Snapshot>> Lab = new(() =>
        [.. Checkout.Lab.CaseNames().Select(item => Snapshotter.Take(new LabMachine(Checkout.Lab.ReadCase(item.Group, item.Name))))]);

    private static readonly Lazy<ImmutableArray<Snapshot>> Reports = new(() =>
        [.. Checkout.Lab.Labels().Select(label => Snapshotter.Take(BugReportReader.Read(label.File, Checkout.Lab.ReadBugReport(label.File))))]);

    public static TheoryData<string> Codes => [.. Rules.All.Select(rule => rule.Info.Code.ToString())];

    [Theory]
    [MemberData(nameof(Codes))]
    public void TheRuleFiresSomewhere(string code)
    {
        var rule = Find(code);

        Assert.True(
            Samples(rule).Concat(Lab.Value).Concat(Reports.Value).Any(snapshot => rule.Judge(snapshot) is Verdict.FoundVerdict),
            $"no lab case and no sample of a sign makes {rule.Info.Slug} fire: add one under lab/");
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void TheRuleStaysQuietSomewhere(string code) =>
        Assert.Contains(Lab.Value, snapshot => Find(code).Judge(snapshot) == Verdict.Quiet);

    private static Rule Find(string code) => Rules.All.Single(rule => rule.Info.Code.ToString() == code);

    private static IEnumerable<Snapshot> Samples(Rule rule) => rule.Signs.SelectMany(sign => sign.Samples).Select(sample =>
    {
        var lines = sample.Split('\n').Select((line, index) => new LogLine(index + 1, line));
        return Snapshotter.Take(PasteReader.Read(new Origin(OriginKind.Text, "sample"), new LogText("sample", Era.Current, lines)));
    });
}
