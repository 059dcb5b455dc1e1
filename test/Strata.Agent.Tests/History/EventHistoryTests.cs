using Strata.Agent.History;
using Strata.Sampling;
using Xunit;

namespace Strata.Agent.Tests.History;

public sealed class EventHistoryTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_new_run_goes_on_where_the_one_before_ended()
    {
        await using (var first = await RunningHistory.Start(_directory.Path))
        {
            Assert.Equal([1L, 2L], [first.Add(1).Id, first.Add(2).Id]);
        }
        await using var second = await RunningHistory.Start(_directory.Path);
        Assert.Equal(3, second.Add(3).Id);
        Assert.Equal(["event 1", "event 2", "event 3"], second.Events.Newest.Select(told => told.Text));
    }

    [Fact]
    public async Task Without_a_directory_events_are_in_memory_and_nothing_waits()
    {
        await using var history = await RunningHistory.Start(null);
        history.Add(1);
        Assert.Single(history.Events.Newest);
        Assert.Equal((false, 0), (history.Events.Health.IsStored, history.Events.Health.Waiting));
    }

    [Fact]
    public async Task What_memory_no_longer_has_comes_from_the_disk()
    {
        await using var history = await RunningHistory.Start(_directory.Path, new HistoryLimits { MostInMemory = 100 });
        for (var i = 1; i <= 500; i++)
        {
            history.Add(i);
        }
        await history.WaitUntilStored();
        Assert.Null(history.Events.InMemoryAfter(10, 5));
        Assert.Equal([11L, 12L, 13L], (await history.Events.AfterAsync(10, 3)).Select(told => told.Id));
        Assert.Equal([499L, 500L], (await history.Events.AfterAsync(498, 3)).Select(told => told.Id));
        Assert.Empty(await history.Events.AfterAsync(500, 3));
    }

    [Fact]
    public async Task A_full_disk_keeps_events_in_memory_until_there_is_room()
    {
        using var disk = SmallDisk.Mount();
        if (disk is null)
        {
            return; // Mounting needs root; the bound of the file is tested without.
        }
        await using var history = await RunningHistory.Start(Path.Combine(disk.Path, "state"));
        history.Add(0);
        await history.WaitUntilStored();
        disk.Fill();
        var number = 0;
        await history.WaitFor(() =>
        {
            history.Events.Add(new HostEvent(TimeProvider.System.GetUtcNow(), history.Events.Boot, HostEventKind.Released, $"{new string('x', 900)} {++number}"));
            return !history.Events.Health.IsStored;
        });
        Assert.NotEqual(0, history.Events.Health.Waiting);
        disk.Empty();
        await history.WaitUntilStored();
        Assert.Equal(0, history.Events.Health.Dropped);
        Assert.Equal(number + 1, EventStore.After(Path.Combine(disk.Path, "state"), 0, 100_000).Length);
    }

    [Fact]
    public async Task While_the_disk_takes_nothing_memory_is_bounded_and_the_loss_is_counted()
    {
        File.WriteAllText(Path.Combine(_directory.Path, "file"), "in the way");
        await using var history = await RunningHistory.Start(Path.Combine(_directory.Path, "file", "state"), new HistoryLimits { MostWaiting = 50 });
        for (var i = 0; i < 80; i++)
        {
            history.Add(i);
        }
        Assert.Equal((false, 50, 30L), (history.Events.Health.IsStored, history.Events.Health.Waiting, history.Events.Health.Dropped));
        Assert.Equal(80, history.Events.Newest.Length);
    }

    [Fact]
    public async Task A_directory_that_comes_later_is_taken_up_behind_what_it_holds()
    {
        var disk = Path.Combine(_directory.Path, "disk");
        var state = Path.Combine(_directory.Path, "mounted", "state");
        await using (var earlier = await RunningHistory.Start(Path.Combine(disk, "state")))
        {
            earlier.Add(1);
        }
        File.CreateSymbolicLink(Path.Combine(_directory.Path, "mounted"), "/dev/null");
        await using var history = await RunningHistory.Start(state);
        history.Add(2);
        Assert.Equal((false, 1), (history.Events.Health.IsStored, history.Events.Health.Waiting));
        File.CreateSymbolicLink(Path.Combine(_directory.Path, "new"), disk);
        using (var rename = System.Diagnostics.Process.Start("mv", ["-T", Path.Combine(_directory.Path, "new"), Path.Combine(_directory.Path, "mounted")]))
        {
            await rename.WaitForExitAsync();
        }
        await history.WaitUntilStored();
        Assert.Equal(["event 1", "event 2"], EventStore.After(state, 0, 10).Select(told => told.Text));
        Assert.Equal(["event 1", "event 2"], (await history.Events.AfterAsync(0, 10)).Select(told => told.Text));
    }

    [Fact]
    public async Task A_store_that_is_opened_once_more_gets_each_event_once_and_under_its_id()
    {
        await using var history = await RunningHistory.Start(_directory.Path);
        var first = history.Add(1);
        await history.WaitUntilStored();
        // Nothing can be written until the table is there again; whoever does not find it closes the store and opens it anew.
        Execute("ALTER TABLE events RENAME TO away");
        var second = history.Add(2);
        history.Events.Complete(first.Id, 7, "event 1 in more words");
        await history.WaitFor(() => !history.Events.Health.IsStored);
        Execute("ALTER TABLE away RENAME TO events");
        await history.WaitUntilStored();
        Assert.Equal([first.Id, second.Id], history.Events.Newest.Select(told => told.Id));
        Assert.Equal([first.Id, second.Id], EventStore.After(_directory.Path, 0, 10).Select(told => told.Id));
    }

    [Fact]
    public async Task An_event_of_which_more_becomes_known_is_one_that_was_stored()
    {
        await using var history = await RunningHistory.Start(_directory.Path);
        var told = history.Add(1);
        await history.WaitUntilStored();
        history.Events.Complete(told.Id, 7, "more");
        await history.WaitUntilStored();
        Assert.Equal(1, history.Events.Health.Stored);
    }

    [Fact]
    public async Task How_far_the_log_was_read_is_stored_without_an_event()
    {
        await using var history = await RunningHistory.Start(_directory.Path, new HistoryLimits { KernelPause = TimeSpan.FromMilliseconds(20) });
        history.Events.ReadKernelTo(4711);
        await history.WaitFor(() => Scalar("SELECT count(*) FROM kernel WHERE sequence = 4711") == 1);
    }

    [Fact]
    public async Task A_store_that_was_begun_anew_gives_no_id_that_a_reader_may_know()
    {
        long known;
        await using (var earlier = await RunningHistory.Start(_directory.Path))
        {
            known = earlier.Add(1).Id;
        }
        File.WriteAllText(_directory.Store, string.Concat(Enumerable.Repeat("this is no database ", 500)));
        await using var history = await RunningHistory.Start(_directory.Path);
        Assert.InRange(history.Add(2).Id, known + 1, long.MaxValue);
    }

    [Fact]
    public async Task A_damaged_store_is_moved_aside_and_the_loss_is_told()
    {
        File.WriteAllText(_directory.Store, string.Concat(Enumerable.Repeat("this is no database ", 500)));
        await using var history = await RunningHistory.Start(_directory.Path);
        history.Add(1);
        await history.WaitUntilStored();
        Assert.Equal([HostEventKind.Gap, HostEventKind.Released], history.Events.Newest.Select(told => told.Kind).Order().Reverse());
        Assert.Single(Directory.EnumerateFiles(_directory.Path, "events.db.corrupt-*"));
        Assert.Equal(2, EventStore.After(_directory.Path, 0, 10).Length);
    }

    [Fact]
    public async Task A_store_that_is_damaged_while_it_is_written_loses_nothing_that_memory_holds()
    {
        await using var history = await RunningHistory.Start(_directory.Path);
        await Add(history, 600);
        Break();
        for (var i = 0; i < 10 && !Directory.EnumerateFiles(_directory.Path, "events.db.corrupt-*").Any(); i++)
        {
            await Add(history, 200);
        }
        var told = history.Events.Newest;
        await history.WaitUntilStored();
        Assert.Contains(told, one => one.Kind == HostEventKind.Gap);
        Assert.Equal(told.Select(one => one.Id), EventStore.After(_directory.Path, 0, 10_000).Select(one => one.Id));
    }

    [Fact]
    public async Task A_store_of_a_newer_strata_is_left_alone_and_the_history_is_in_memory()
    {
        await using (await RunningHistory.Start(_directory.Path))
        {
        }
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_directory.Store};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 9";
            command.ExecuteNonQuery();
        }
        await using var history = await RunningHistory.Start(_directory.Path);
        history.Add(1);
        await history.WaitFor(() => history.Events.Newest.Any(told => told.Kind == HostEventKind.Gap && told.Text.Contains("schema 9", StringComparison.Ordinal)));
        Assert.False(history.Events.Health.IsStored);
        Assert.Empty(Directory.EnumerateFiles(_directory.Path, "*.corrupt-*"));
    }

    [Fact]
    public async Task Nobody_who_tells_an_event_waits_for_the_disk()
    {
        await using var history = await RunningHistory.Start(_directory.Path);
        using var blocker = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_directory.Store};Pooling=False");
        blocker.Open();
        using var command = blocker.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
        for (var i = 0; i < 100; i++)
        {
            history.Add(i);
        }
        Assert.Equal(100, history.Events.Newest.Length);
        Assert.NotEqual(0, history.Events.Health.Waiting);
        command.CommandText = "COMMIT";
        command.ExecuteNonQuery();
        await history.WaitUntilStored();
    }

    [Fact]
    public async Task A_reader_that_does_not_keep_up_is_let_go_without_a_gap_before()
    {
        await using var history = await RunningHistory.Start(null);
        var slow = history.Events.Subscribe()!;
        for (var i = 0; i < 1000; i++)
        {
            history.Add(i);
        }
        Assert.True(slow.Overflow.IsCancellationRequested);
        var seen = new List<long>();
        while (slow.Events.TryRead(out var told))
        {
            seen.Add(told.Id);
        }
        Assert.Equal(Enumerable.Range(0, seen.Count).Select(i => seen[0] + i), seen);
        Assert.InRange(seen.Count, 1, 256);
        Assert.Equal(1, history.Events.Health.SlowReaders);
    }

    [Fact]
    public async Task The_number_of_readers_is_bounded()
    {
        await using var history = await RunningHistory.Start(null);
        var readers = Enumerable.Range(0, 100).Select(_ => history.Events.Subscribe()).OfType<EventSubscription>().ToList();
        Assert.Equal(16, readers.Count);
        history.Events.Unsubscribe(readers[0]);
        Assert.NotNull(history.Events.Subscribe());
    }

    private void Execute(string text) => Scalar(text);

    private long? Scalar(string text)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_directory.Store};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        return command.ExecuteScalar() as long?;
    }

    private static async Task Add(RunningHistory history, int count)
    {
        for (var i = 0; i < count; i++)
        {
            history.Events.Add(new HostEvent(TimeProvider.System.GetUtcNow(), history.Events.Boot, HostEventKind.Released, new string('x', 900)));
        }
        await history.WaitUntilStored();
    }

    // Overwrites pages behind the first, of the file and of what waits to be moved into it.
    private void Break()
    {
        foreach (var path in new[] { _directory.Store, _directory.Store + "-wal" })
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            for (file.Position = Math.Min(4096, file.Length); file.Position < file.Length;)
            {
                file.Write("damage"u8);
            }
        }
    }
}
