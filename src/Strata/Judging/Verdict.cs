using System.Collections.Immutable;
using Strata.Machine;
using Strata.Snapshots;

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

    /// <summary>
    /// This verdict; but unknown where it is quiet and a look at a whole machine failed on which the silence would rest. A text shows
    /// only what somebody pasted, so that there a missing piece says nothing.
    /// </summary>
    public Verdict UnlessUnread<T>(Snapshot snapshot, string question, IEnumerable<Reading<T>> needed) =>
        this is QuietVerdict && snapshot.Origin.IsWholeMachine
        && needed.OfType<Reading<T>.Unreadable>().FirstOrDefault(reading => reading.Why != Reading.NotHere) is { } unread
            ? Unknown($"{question}: {unread.Source.Name}: {unread.Why}")
            : this;

    /// <summary>The same for one reading, where it matters.</summary>
    public Verdict UnlessUnread<T>(Snapshot snapshot, string question, Reading<T> needed, bool matters = true) =>
        matters ? UnlessUnread(snapshot, question, [needed]) : this;

    /// <summary>See <see cref="Quiet"/>.</summary>
    public sealed record QuietVerdict : Verdict;

    /// <summary>See <see cref="Unknown"/>.</summary>
    public sealed record UnknownVerdict(string Why) : Verdict;

    /// <summary>See <see cref="Found"/>.</summary>
    public sealed record FoundVerdict(ImmutableArray<Finding> Findings) : Verdict;
}
