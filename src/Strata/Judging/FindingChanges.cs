using System.Collections.Immutable;
using Strata.Layers.Bus;
using Strata.Sampling;

namespace Strata.Judging;

/// <summary>Tells which findings came and which went with a run of doctor.</summary>
/// <param name="Open">Events of the findings that are there now.</param>
/// <param name="Events">What changed: first what came, then what went.</param>
public sealed record FindingChanges(ImmutableArray<HostEvent> Open, ImmutableArray<HostEvent> Events)
{
    /// <summary>Compares a report with the findings that were open. A finding whose rule could not decide this time did not go.</summary>
    /// <param name="open">Events with which the open findings came.</param>
    /// <param name="report">The new report.</param>
    /// <param name="at">When it was made.</param>
    /// <param name="boot">Boot id of the kernel that runs.</param>
    public static FindingChanges Of(ImmutableArray<HostEvent> open, Report report, DateTimeOffset at, string boot)
    {
        var there = report.Findings.Select(placed => placed.Finding).Where(finding => finding.State != State.Info)
            .Select(finding => Come(finding, at, boot)).DistinctBy(Key).ToImmutableArray();
        var keys = there.Select(Key).ToHashSet();
        var known = open.Select(Key).ToHashSet();
        var undecided = report.Undecided.Select(item => item.Rule.Code.ToString()).ToHashSet(StringComparer.Ordinal);
        var came = there.Where(finding => !known.Contains(Key(finding))).ToImmutableArray();
        var absent = open.Where(finding => !keys.Contains(Key(finding))).ToLookup(finding => undecided.Contains(finding.Rule ?? ""));
        return new FindingChanges(
            [.. open.Where(finding => keys.Contains(Key(finding))), .. absent[true], .. came],
            [.. came, .. absent[false].Select(finding => finding with { Id = 0, At = at, Boot = boot, Kind = HostEventKind.FindingWent })]);
    }

    private static (string? Rule, PciAddress? Gpu, string? Subject) Key(HostEvent finding) => (finding.Rule, finding.Gpu, finding.Subject);

    private static HostEvent Come(Finding finding, DateTimeOffset at, string boot)
    {
        var gpu = PciAddress.Parse(finding.Subject);
        return new HostEvent(at, boot, HostEventKind.FindingCame, finding.Title)
        {
            Rule = finding.Rule.Code.ToString(), Gpu = gpu, Subject = gpu is null ? finding.Subject : null,
        };
    }
}
