using Strata.Agent.History;
using Strata.Layers.Bus;
using Strata.Linux.KernelLog;
using Strata.Metrics;
using Strata.Sampling;
using Xunit;

namespace Strata.Agent.Tests.History;

public sealed class ChronicleTests : IDisposable
{
    private static readonly PciAddress Gpu = new(0, 0x65, 0, 0);

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_kernel_and_driver_tell_is_one_event_with_the_words_of_the_kernel(bool kernelFirst)
    {
        await using var history = await RunningHistory.Start(_directory.Path);
        foreach (var isKernel in new[] { kernelFirst, !kernelFirst })
        {
            if (isKernel)
            {
                history.Chronicle.NoteKernel(Line(500, 79));
            }
            else
            {
                history.Chronicle.NoteDriver(Gpu, 79);
            }
        }
        var told = Assert.Single(history.Events.Newest);
        Assert.Equal((HostEventKind.Xid, 79, 500L, (PciAddress?)Gpu), (told.Kind, told.Xid, told.Sequence, told.Gpu));
        Assert.Equal("NVRM: Xid (PCI:0000:65:00): 79, pid=1234, GPU has fallen off the bus.", told.Text);
        Assert.Equal(1, Assert.Single(Counts(history)).Count);
    }

    [Fact]
    public async Task After_a_restart_the_buffer_tells_nothing_twice_and_nothing_is_lost()
    {
        await using (var first = await RunningHistory.Start(_directory.Path))
        {
            first.Chronicle.NoteKernel(Line(500, 79));
            first.Chronicle.NoteDriver(Gpu, 79);
            first.Chronicle.NoteKernel(Line(501, 13));
            first.Chronicle.NoteDriver(Gpu, 31);
        }
        await using var second = await RunningHistory.Start(_directory.Path);
        Assert.Equal(501, second.Events.Past.KernelSequence);
        // The driver's event 31 has its record only now; 94 came while no agent ran.
        second.Chronicle.NoteKernel(Line(502, 31, TimeSpan.FromSeconds(2)));
        second.Chronicle.NoteKernel(Line(503, 94, TimeSpan.FromSeconds(1)));
        second.Chronicle.NoteCaughtUp();
        Assert.Equal([(13, 1L), (31, 1L), (79, 1L), (94, 1L)], Counts(second).Select(xid => (xid.Code, xid.Count)));
        Assert.Equal([500L, 501L, 502L, 503L], second.Events.Newest.Select(told => told.Sequence ?? 0));
    }

    [Fact]
    public async Task Each_record_counts_once_however_many_came_before()
    {
        await using var history = await RunningHistory.Start(null);
        for (var sequence = 1; sequence <= 20; sequence++)
        {
            history.Chronicle.NoteKernel(Line(sequence, 31));
        }
        Assert.Equal(20, Assert.Single(Counts(history)).Count);
    }

    [Fact]
    public async Task What_a_program_wrote_is_shown_and_never_counted()
    {
        await using var history = await RunningHistory.Start(null);
        history.Chronicle.NoteKernel(Line(500, 79) with { IsKernel = false });
        history.Chronicle.NoteKernel(new KernelLine(501, IsKernel: true, null, ["[    1.000000] python3[77]: segfault at 0 (NVRM: Xid is a word here)"]));
        var told = Assert.Single(history.Events.Newest);
        Assert.Equal((HostEventKind.Claim, false), (told.Kind, told.IsTrusted));
        Assert.Empty(Counts(history));
    }

    [Fact]
    public async Task A_flood_of_claims_does_not_push_the_truth_out()
    {
        await using var history = await RunningHistory.Start(null);
        history.Chronicle.NoteKernel(Line(1, 79));
        for (var sequence = 2; sequence < 10_000; sequence++)
        {
            history.Chronicle.NoteKernel(Line(sequence, 79) with { IsKernel = false });
        }
        Assert.Equal(HostEventKind.Xid, history.Events.Newest[0].Kind);
        Assert.InRange(history.Events.Newest.Length, 2, 100);
    }

    [Fact]
    public async Task An_xid_without_a_gpu_is_an_event_that_belongs_to_none()
    {
        await using var history = await RunningHistory.Start(null);
        history.Chronicle.NoteKernel(new KernelLine(7, IsKernel: true, null, ["[   12.345678] NVRM: Xid: 154, GPU recovery action changed from 0x0 (None) to 0x2 (Node Reboot Required)"]));
        var told = Assert.Single(history.Events.Newest);
        Assert.Equal((154, null), (told.Xid, told.Gpu));
    }

    [Fact]
    public async Task Records_that_were_overwritten_are_told_with_their_number()
    {
        await using var history = await RunningHistory.Start(null);
        history.Chronicle.NoteMissing(1234);
        var told = Assert.Single(history.Events.Newest);
        Assert.Equal(HostEventKind.Gap, told.Kind);
        Assert.StartsWith("1234 records", told.Text, StringComparison.Ordinal);
    }

    private static KernelLine Line(long sequence, int code, TimeSpan? age = null) =>
        new(sequence, IsKernel: true, age, [$"[   12.345678] NVRM: Xid (PCI:0000:65:00): {code}, pid=1234, GPU has fallen off the bus."]);

    private static IEnumerable<XidCount> Counts(RunningHistory history) =>
        history.Chronicle.Complete(new HostSample(Told.Now, "1.2.3", "host")).Xids;
}
