using System.Collections.Immutable;

namespace Strata.Layers.Kernel;

/// <summary>How long NVIDIA maintains a driver branch (source: docs.nvidia.com, data centre drivers, supported branches, September 2026).</summary>
/// <param name="Branch">Branch.</param>
/// <param name="Kind">Kind of branch.</param>
/// <param name="EndYear">Year in which it ends.</param>
/// <param name="EndMonth">Month in which it ends, 1 to 12.</param>
public sealed record BranchLife(int Branch, string Kind, int EndYear, int EndMonth)
{
    private static readonly ImmutableArray<string> Months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    /// <summary>Branches with a published end; every other branch below 610 had ended when the page was read.</summary>
    public static ImmutableArray<BranchLife> Known { get; } =
    [
        new(535, "long-term support branch", 2026, 6),
        new(570, "production branch", 2026, 2),
        new(580, "long-term support branch", 2028, 6),
        new(595, "production branch", 2027, 3),
        new(610, "new feature branch", 2026, 8),
    ];

    /// <summary>Year and month in which the table was read.</summary>
    public static (int Year, int Month) ReadAt => (2026, 8);

    /// <summary>The life of a branch; null when it is newer than the table.</summary>
    public static BranchLife? Of(int branch) => Known.FirstOrDefault(life => life.Branch == branch)
        ?? (branch < 610 ? new BranchLife(branch, "branch", ReadAt.Year, ReadAt.Month) : null);

    /// <summary>True when the end is published and not only known to have passed.</summary>
    public bool IsPublished => Known.Any(life => life.Branch == Branch);

    /// <summary>True when the branch had ended in that year and month.</summary>
    public bool EndedBy(int year, int month) => (year, month).CompareTo((EndYear, EndMonth)) > 0;

    /// <summary>The end in words, such as <c>June 2026</c>.</summary>
    public string End => IsPublished ? $"{Months[EndMonth - 1]} {EndYear}" : $"before {Months[EndMonth - 1]} {EndYear}";
}
