using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Machine;
using Strata.Sampling;
using Xunit;

namespace Strata.Tests.Judging;

public sealed class FindingChangesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
    private static readonly RuleInfo Hot = Info(3, "hot", "A GPU is hot");
    private static readonly RuleInfo Package = Info(4, "package", "A package is half there");

    [Fact]
    public void What_is_there_for_the_first_time_came()
    {
        var changes = FindingChanges.Of([], Report([Find(Hot, State.Warning, "0000:65:00.0"), Find(Package, State.Fault, "nvidia-driver")]), Now, "boot");
        Assert.Equal([(HostEventKind.FindingCame, "ST3003", (PciAddress?)new PciAddress(0, 0x65, 0, 0), null), (HostEventKind.FindingCame, "ST3004", null, "nvidia-driver")],
            changes.Events.Select(told => (told.Kind, told.Rule, told.Gpu, told.Subject)));
        Assert.Equal<IEnumerable<HostEvent>>(changes.Events, changes.Open);
    }

    [Fact]
    public void What_stays_is_told_once_and_goes_under_the_same_name()
    {
        var first = FindingChanges.Of([], Report([Find(Hot, State.Warning, "0000:65:00.0")]), Now, "boot");
        Assert.Empty(FindingChanges.Of(first.Open, Report([Find(Hot, State.Fault, "0000:65:00.0")]), Now, "boot").Events);
        var gone = FindingChanges.Of([first.Open[0] with { Id = 9 }], Report([]), Now.AddMinutes(1), "boot-2");
        var told = Assert.Single(gone.Events);
        Assert.Equal((HostEventKind.FindingWent, 0L, Now.AddMinutes(1), "boot-2", "A GPU is hot"), (told.Kind, told.Id, told.At, told.Boot, told.Text));
        Assert.Empty(gone.Open);
    }

    [Fact]
    public void A_finding_whose_rule_could_not_look_this_time_did_not_go()
    {
        var first = FindingChanges.Of([], Report([Find(Hot, State.Warning, "0000:65:00.0")]), Now, "boot");
        var second = FindingChanges.Of(first.Open, Report([], new Undecided(Hot, "the driver does not answer")), Now, "boot");
        Assert.Empty(second.Events);
        Assert.Equal<IEnumerable<HostEvent>>(first.Open, second.Open);
    }

    [Fact]
    public void What_changes_no_verdict_is_no_event() => Assert.Empty(FindingChanges.Of([], Report([Find(Hot, State.Info, null)]), Now, "boot").Events);

    private static RuleInfo Info(int number, string slug, string title) => new(new RuleCode(Layer.Driver, number), slug, title, "Why.");

    private static Finding Find(RuleInfo rule, State state, string? subject) => new(rule, state, Repair.None, [new Source("test")]) { Subject = subject };

    private static Report Report(ImmutableArray<Finding> findings, params ImmutableArray<Undecided> undecided) => new(
        new Origin(OriginKind.Live, "test"), new MachineReport(null, null, null, null, "unknown", []), Status.Unknown, [], [],
        [.. findings.Select(finding => new PlacedFinding(finding, null, []))], [], undecided, []);
}
