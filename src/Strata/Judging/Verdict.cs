using System.Collections.Immutable;

namespace Strata.Judging;

/// <summary>What one rule says about one snapshot.</summary>
public abstract record Verdict
{
    private Verdict()
    {
    }

    /// <summary>The defect is not there, or does not apply.</summary>
    public static Verdict Quiet { get; } = new QuietVerdict();

    /// <summary>The rule would have to look at something that could not be read.</summary>
    public static Verdict Unknown(string why) => new UnknownVerdict(why);

    /// <summary>The defect was found, or quiet when the list is empty.</summary>
    public static Verdict Found(params IEnumerable<Finding> findings)
    {
        ImmutableArray<Finding> all = [.. findings];
        return all.IsEmpty ? Quiet : new FoundVerdict(all);
    }

    /// <summary>See <see cref="Quiet"/>.</summary>
    public sealed record QuietVerdict : Verdict;

    /// <summary>See <see cref="Unknown"/>.</summary>
    public sealed record UnknownVerdict(string Why) : Verdict;

    /// <summary>See <see cref="Found"/>.</summary>
    public sealed record FoundVerdict(ImmutableArray<Finding> Findings) : Verdict;
}
