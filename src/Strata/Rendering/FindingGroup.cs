using System.Collections.Immutable;
using Strata.Judging;

namespace Strata.Rendering;

/// <summary>Findings of one rule that differ only in their subject, shown as one.</summary>
/// <param name="First">The finding that is shown.</param>
/// <param name="Others">The rest.</param>
internal sealed record FindingGroup(Finding First, ImmutableArray<Finding> Others)
{
    private const int MostSubjects = 8;

    /// <summary>Groups by rule, weight, repair and reason and keeps the order of first appearance.</summary>
    public static ImmutableArray<FindingGroup> Of(IEnumerable<Finding> findings) =>
        [.. findings
            .GroupBy(finding => (finding.Rule.Code, finding.State, finding.Era, finding.Repair, finding.Why))
            .Select(group => new FindingGroup(group.First(), [.. group.Skip(1)]))];

    /// <summary>The other subjects in words, or null.</summary>
    public string? Also()
    {
        if (Others.IsEmpty)
        {
            return null;
        }
        var subjects = Others.Select(other => other.Subject).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (subjects.Count == 0)
        {
            return $"Seen {Others.Length + 1} times.";
        }
        var rest = subjects.Count > MostSubjects ? $" and {subjects.Count - MostSubjects} more" : "";
        return $"The same on {string.Join(", ", subjects.Take(MostSubjects))}{rest}.";
    }
}
