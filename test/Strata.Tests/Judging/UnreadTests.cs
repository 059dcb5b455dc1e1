using System.Collections.Immutable;
using Strata.Judging;
using Strata.Machine;
using Strata.Machine.Transcripts;
using Strata.Snapshots;
using Xunit;

namespace Strata.Tests.Judging;

public sealed class UnreadTests
{
    private readonly Judge _judge = new(Rules.All);

    [Fact]
    public void AWholeMachineSaysWhatItDidNotLetBeRead()
    {
        var report = _judge.Decide(Snapshotter.Take(new TranscriptMachine(new Origin(OriginKind.Live, "this machine"))));

        Assert.Contains(report.Undecided, item => item.Rule == Unread.Info && item.Why.StartsWith("no log could be read", StringComparison.Ordinal));
        Assert.Equal(Status.Unknown, report.Verdict);
    }

    [Fact]
    public void ATextNeverHoldsEverything()
    {
        var report = _judge.Decide(Snapshotter.Take(new TranscriptMachine(new Origin(OriginKind.Text, "-"))));

        Assert.DoesNotContain(report.Undecided, item => item.Rule == Unread.Info);
    }

    [Fact]
    public void ReasonsAreGroupedAndTheirNamesCut()
    {
        var snapshot = Snapshotter.Take(new TranscriptMachine(new Origin(OriginKind.Text, "-"))) with
        {
            Gaps = [.. "abcdef".Select(name => ("permission denied", name.ToString()))],
        };

        Assert.Equal("permission denied: a, b, c, d and 2 more", Assert.Single(Unread.Find(snapshot)).Why);
    }
}
