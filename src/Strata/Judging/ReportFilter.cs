namespace Strata.Judging;

/// <summary>Narrows a report to some layers.</summary>
public static class ReportFilter
{
    /// <summary>Keeps these layers, their findings, and the root causes of those; the verdict is of what is left.</summary>
    public static Report Only(Report report, IReadOnlyCollection<Layer> layers)
    {
        var chosen = new HashSet<Finding>(
            report.Findings.Where(item => layers.Contains(item.Finding.Rule.Code.Layer)).Select(item => item.Finding), ReferenceEqualityComparer.Instance);
        var causeOf = new Dictionary<Finding, Finding?>(ReferenceEqualityComparer.Instance);
        foreach (var item in report.Findings)
        {
            causeOf[item.Finding] = item.ExplainedBy;
        }
        foreach (var finding in chosen.ToList())
        {
            for (var cause = causeOf[finding]; cause is not null && chosen.Add(cause); cause = causeOf.GetValueOrDefault(cause))
            {
            }
        }
        var kept = report.Layers.Where(layer => layers.Contains(layer.Layer)).ToList();
        var found = report.Findings.Where(item => chosen.Contains(item.Finding)).ToList();
        return report with
        {
            Layers = [.. kept],
            Findings = [.. found],
            RootCauses = [.. report.RootCauses.Where(item => chosen.Contains(item.Finding))],
            History = [.. report.History.Where(finding => layers.Contains(finding.Rule.Code.Layer))],
            Undecided = [.. report.Undecided.Where(item => layers.Contains(item.Rule.Code.Layer))],
            Verdict = VerdictOf(kept, found),
        };
    }

    private static Status VerdictOf(List<LayerReport> layers, List<PlacedFinding> found)
    {
        if (found.Exists(item => item.Finding.State == State.Fault))
        {
            return Status.Fault;
        }
        if (found.Exists(item => item.Finding.State == State.Warning))
        {
            return Status.Warning;
        }
        return layers.TrueForAll(layer => layer.Status is Status.Ok or Status.NotApplicable) ? Status.Ok : Status.Unknown;
    }
}
