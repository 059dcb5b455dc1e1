using Microsoft.Data.Sqlite;
using Strata.Agent.History;
using Strata.Sampling;
using Xunit;

namespace Strata.Agent.Tests.History;

public sealed class EventStoreTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void What_was_written_is_read_again_as_it_was()
    {
        var claim = Told.Xid(2, 31, 700) with { Kind = HostEventKind.Claim, IsTrusted = false, Gpu = null };
        var finding = Told.Finding(3, HostEventKind.FindingCame, "ST3010", "linux-image-amd64");
        using (var store = Open())
        {
            store.Write([Told.Xid(1), claim, finding], ("boot-1", 712), Told.Now);
        }
        using var again = Open();
        var past = again.Past("boot-1");
        Assert.Equal<IEnumerable<HostEvent>>([Told.Xid(1), claim, finding], past.Newest);
        Assert.Equal<IEnumerable<HostEvent>>([Told.Xid(1)], past.Xids);
        Assert.Equal<IEnumerable<HostEvent>>([finding], past.OpenFindings);
        Assert.Equal((3, 712), (past.NewestId, past.KernelSequence));
        Assert.Empty(again.Past("boot-2").Xids);
        Assert.Null(again.Past("boot-2").KernelSequence);
    }

    [Fact]
    public void A_batch_that_was_acknowledged_is_there_after_the_process_died()
    {
        using var crashed = new TempDirectory();
        using var store = Open();
        for (var id = 1; id <= 50; id++)
        {
            store.Write([Told.Xid(id)], null, Told.Now);
        }
        // What a killed process leaves is what the files hold at that moment: nothing was closed, nothing checkpointed.
        foreach (var file in Directory.EnumerateFiles(_directory.Path, "events.db*"))
        {
            File.Copy(file, Path.Combine(crashed.Path, Path.GetFileName(file)));
        }
        Assert.True(new FileInfo(crashed.Store + "-wal").Length > 0);
        using var after = EventStore.Open(crashed.Path, new HistoryLimits(), Told.Now);
        Assert.Equal(Enumerable.Range(1, 50).Select(id => (long)id), after.Past("boot-1").Newest.Select(told => told.Id));
    }

    [Fact]
    public void More_of_a_stored_event_is_written_into_it()
    {
        using var store = Open();
        store.Write([Told.Xid(1)], null, Told.Now);
        store.Write([Told.Xid(1) with { Sequence = 55, Text = "as the kernel says" }], null, Told.Now);
        Assert.Equal<IEnumerable<HostEvent>>([Told.Xid(1) with { Sequence = 55, Text = "as the kernel says" }], store.Past("boot-1").Newest);
    }

    [Fact]
    public void The_same_record_of_the_kernel_is_stored_once()
    {
        using var store = Open();
        store.Write([Told.Xid(1, sequence: 9)], null, Told.Now);
        store.Write([Told.Xid(2, sequence: 9), Told.Xid(3, sequence: 10)], null, Told.Now);
        Assert.Equal([1L, 3L], store.Past("boot-1").Newest.Select(told => told.Id));
    }

    [Fact]
    public void An_event_whose_record_another_has_does_not_stop_the_writing()
    {
        using var store = Open();
        Assert.Equal(2, store.Write([Told.Xid(1, sequence: 9), Told.Xid(2)], null, Told.Now));
        Assert.Equal(1, store.Write([Told.Xid(2, sequence: 9), Told.Xid(3)], null, Told.Now));
        Assert.Equal([9L, 0L, 0L], store.Past("boot-1").Newest.Select(told => told.Sequence ?? 0));
    }

    [Fact]
    public void A_record_whose_event_is_stored_was_read_whatever_the_position_says()
    {
        using var store = Open();
        Assert.Null(store.Past("boot-1").KernelSequence);
        store.Write([Told.Xid(1, sequence: 9)], null, Told.Now);
        Assert.Equal(9, store.Past("boot-1").KernelSequence);
        store.Write([Told.Xid(2, sequence: 20)], ("boot-1", 15), Told.Now);
        Assert.Equal(20, store.Past("boot-1").KernelSequence);
        store.Write([], ("boot-1", 30), Told.Now);
        Assert.Equal(30, store.Past("boot-1").KernelSequence);
        Assert.Null(store.Past("boot-2").KernelSequence);
    }

    [Fact]
    public void A_full_disk_costs_nothing_of_what_is_stored()
    {
        using var disk = SmallDisk.Mount();
        if (disk is null)
        {
            return; // Mounting needs root.
        }
        using var store = EventStore.Open(disk.Path, new HistoryLimits(), Told.Now);
        store.Write([.. Enumerable.Range(1, 600).Select(id => Told.Xid(id) with { Text = new string('x', 200) })], null, Told.Now);
        disk.Fill();
        var next = 601;
        Assert.Throws<SqliteException>(() =>
        {
            while (next < 20_000)
            {
                store.Write([.. Enumerable.Range(next, 100).Select(id => Told.Xid(id) with { Text = new string('x', 900) })], null, Told.Now);
                next += 100;
            }
        });
        disk.Empty();
        Assert.Equal(Enumerable.Range(1, next - 1).Select(id => (long)id), store.Past("boot-1").Newest.Select(told => told.Id));
    }

    [Fact]
    public void Findings_that_went_are_not_open()
    {
        using var store = Open();
        store.Write(
            [
                Told.Finding(1, HostEventKind.FindingCame, "ST3010", "a"), Told.Finding(2, HostEventKind.FindingCame, "ST3010", null), Told.Finding(3, HostEventKind.FindingWent, "ST3010", "a"),
                Told.Finding(4, HostEventKind.FindingCame, "ST1010", null), Told.Finding(5, HostEventKind.FindingWent, "ST1010", null), Told.Finding(6, HostEventKind.FindingCame, "ST1010", null),
            ],
            null, Told.Now);
        Assert.Equal([2L, 6L], store.Past("another-boot").OpenFindings.Select(told => told.Id));
    }

    [Fact]
    public void The_number_of_events_is_bounded_and_ids_are_never_given_again()
    {
        var limits = new HistoryLimits { MostEvents = 100 };
        using (var store = EventStore.Open(_directory.Path, limits, Told.Now))
        {
            store.Write([.. Enumerable.Range(1, 1000).Select(id => Told.Xid(id))], null, Told.Now);
            Assert.Equal(Enumerable.Range(901, 100).Select(id => (long)id), store.Past("boot-1").Newest.Select(told => told.Id));
        }
        Execute("DELETE FROM events");
        using var again = EventStore.Open(_directory.Path, limits, Told.Now);
        Assert.Equal(1000, again.Past("boot-1").NewestId);
    }

    [Fact]
    public void Old_events_go_but_a_clock_that_jumps_ahead_does_not_empty_the_history()
    {
        var limits = new HistoryLimits { LeastEvents = 10 };
        using (var store = EventStore.Open(_directory.Path, limits, Told.Now))
        {
            store.Write([.. Enumerable.Range(1, 300).Select(id => Told.Xid(id))], null, Told.Now);
        }
        using var later = EventStore.Open(_directory.Path, limits, Told.Now.AddYears(20));
        Assert.Equal(10, later.Past("boot-1").Newest.Length);
    }

    [Fact]
    public void The_file_does_not_outgrow_its_bound_and_gives_up_its_oldest_part()
    {
        var limits = new HistoryLimits { MostBytes = 256 * 1024 };
        using var store = EventStore.Open(_directory.Path, limits, Told.Now);
        for (var id = 1L; id < 4000; id += 10)
        {
            Assert.Equal(10, store.Write([.. Enumerable.Range(0, 10).Select(more => Told.Xid(id + more) with { Text = new string('x', 200) })], null, Told.Now));
        }
        Assert.InRange(new FileInfo(_directory.Store).Length, 1, limits.MostBytes);
        Assert.InRange(store.Past("boot-1").Newest[0].Id, 2, 3990);
        Assert.Equal(4000, store.Past("boot-1").Newest[^1].Id);
    }

    [Fact]
    public void Old_events_are_read_beside_the_one_that_writes()
    {
        using var store = Open();
        store.Write([.. Enumerable.Range(1, 20).Select(id => Told.Xid(id))], null, Told.Now);
        Assert.Equal([6L, 7L, 8L], EventStore.After(_directory.Path, 5, 3).Select(told => told.Id));
    }

    [Fact]
    public void A_second_agent_and_a_newer_strata_are_not_disturbed()
    {
        using (Open())
        {
            Assert.Contains("another agent", Assert.Throws<StoreException>(() => Open().Dispose()).Message, StringComparison.Ordinal);
        }
        Execute("PRAGMA user_version = 7");
        var before = File.ReadAllBytes(_directory.Store);
        Assert.Contains("schema 7", Assert.Throws<StoreException>(() => Open().Dispose()).Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_directory.Store));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4096)]
    public void Damage_is_found_when_the_store_is_opened(int place)
    {
        using (var store = Open())
        {
            store.Write([.. Enumerable.Range(1, 500).Select(id => Told.Xid(id))], null, Told.Now);
        }
        using (var file = File.OpenWrite(_directory.Store))
        {
            file.Position = place;
            file.Write(new byte[3000].Select((_, index) => (byte)(index * 31)).ToArray());
        }
        var error = Assert.Throws<SqliteException>(() => Open().Dispose());
        Assert.True(error.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB, error.Message);
        var aside = EventStore.MoveAside(_directory.Path, Told.Now);
        Assert.Equal(_directory.Store + ".corrupt-20260304T050607Z", aside);
        Open().Dispose();
    }

    private EventStore Open() => EventStore.Open(_directory.Path, new HistoryLimits(), Told.Now);

    private void Execute(string text)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _directory.Store, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
