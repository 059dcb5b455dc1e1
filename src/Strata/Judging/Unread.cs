using System.Collections.Immutable;
using Strata.Snapshots;

namespace Strata.Judging;

/// <summary>Says what a whole machine did not let be read, one line for each reason.</summary>
public static class Unread
{
    private const int MostNames = 4;

    /// <summary>The entry under which unread evidence stands in a report.</summary>
    public static RuleInfo Info { get; } = new(
        new RuleCode(Layer.Platform, 1),
        "evidence-not-readable",
        "Something could not be read",
        "A look that failed is never taken for an answer. Defects that only this evidence shows cannot be ruled out.");

    /// <summary>What was not read of this snapshot.</summary>
    public static IEnumerable<Undecided> Find(Snapshot snapshot) => snapshot.Gaps
        .GroupBy(gap => gap.Why, StringComparer.Ordinal)
        .Select(group => new Undecided(Info, $"{group.Key}: {Names([.. group.Select(gap => gap.Name)])}"));

    private static string Names(ImmutableArray<string> names) =>
        string.Join(", ", names.Take(MostNames)) + (names.Length > MostNames ? $" and {names.Length - MostNames} more" : "");
}
