using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Strata.Sampling;

namespace Strata.Agent.History;

/// <summary>
/// Events in a SQLite file. One thread writes; each batch is one transaction that is on the disk when it returns: events are
/// rare, and the one before a loss of power is the one that is wanted most.
/// </summary>
internal sealed class EventStore : IDisposable
{
    public const string FileName = "events.db";

    private const int Schema = 1;
    private const int PageBytes = 4096;
    private const int CacheKibibytes = 256;
    private const int WritesBetweenTrims = 500;

    // The numbers of an event, its share of the indexes and what SQLite needs besides; its text may take four bytes a character.
    private const int MostBytesBesidesText = 512;
    private const int MostBytesOfCharacter = 4;

    // A batch must find room in the tenth that is given up for it.
    private const int MostEventsOfBatch = 500;

    private readonly FileStream _lock;
    private readonly SqliteConnection _connection;
    private readonly HistoryLimits _limits;
    private int _untrimmed;

    private EventStore(FileStream owner, SqliteConnection connection, HistoryLimits limits) => (_lock, _connection, _limits) = (owner, connection, limits);

    /// <summary>Opens or makes the store of a directory.</summary>
    /// <exception cref="StoreException">It belongs to another agent or to a newer version, or this machine has no SQLite.</exception>
    /// <exception cref="SqliteException">It is damaged, or the disk does not take it.</exception>
    /// <exception cref="IOException">The directory cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public static EventStore Open(string directory, HistoryLimits limits, DateTimeOffset now)
    {
        if (SqliteEngine.Version is null)
        {
            throw new StoreException("there is no libsqlite3.so.0 on this machine, and none came with strata");
        }
        // Xids name the programs that were hit, so what others may not read in the kernel's log they may not read here.
        _ = OperatingSystem.IsLinux()
            ? Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute)
            : Directory.CreateDirectory(directory);
        var owner = Own(Path.Combine(directory, "events.lock"));
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(directory, FileName), Pooling = false }.ToString());
        var store = new EventStore(owner, connection, limits);
        try
        {
            store.Prepare();
            store.Trim(now);
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Moves a damaged store aside, with what belongs to it.</summary>
    /// <returns>Where the file is now; null when there was none.</returns>
    public static string? MoveAside(string directory, DateTimeOffset now)
    {
        var path = Path.Combine(directory, FileName);
        var ending = ".corrupt-" + now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        foreach (var part in (ReadOnlySpan<string>)["", "-wal", "-shm"])
        {
            if (File.Exists(path + part))
            {
                File.Move(path + part, path + ending + part, overwrite: true);
            }
        }
        return File.Exists(path + ending) ? path + ending : null;
    }

    /// <summary>What an earlier run left.</summary>
    public StoredPast Past(string boot) => new(
        Scalar("SELECT max(ifnull((SELECT max(id) FROM events), 0), ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0))") ?? 0,
        [.. EventRows.Select(_connection, "ORDER BY id DESC LIMIT $most", ("$most", _limits.MostInMemory)).Reverse()],
        EventRows.Select(_connection, "WHERE boot = $boot AND kind = 'xid' ORDER BY id", ("$boot", boot)),
        EventRows.Select(_connection, "WHERE kind = 'finding-came' AND id IN (SELECT max(id) FROM events WHERE kind IN ('finding-came', 'finding-went') GROUP BY rule, gpu, subject) ORDER BY id"),
        // An event may be stored a moment before the position behind its record.
        Scalar("SELECT max(sequence) FROM (SELECT sequence FROM kernel WHERE boot = $boot UNION ALL SELECT max(sequence) FROM events WHERE boot = $boot AND sequence IS NOT NULL)", ("$boot", boot)));

    /// <summary>The events after an id, oldest first, read without waiting for the thread that writes.</summary>
    public static ImmutableArray<HostEvent> After(string directory, long id, int most)
    {
        using var reader = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(directory, FileName), Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = 1,
        }.ToString());
        reader.Open();
        return EventRows.Select(reader, "WHERE id > $id ORDER BY id LIMIT $most", ("$id", id), ("$most", most));
    }

    /// <summary>
    /// Writes events, each under its id, and how far the kernel's log was read. Where the file has its full size, its oldest tenth is
    /// given up for them; a disk that is full takes nothing and loses nothing.
    /// </summary>
    /// <param name="events">New events, and stored ones of which more is known now.</param>
    /// <param name="kernel">Boot and number of the last record of the kernel; null where none was read.</param>
    /// <param name="now">Time of day.</param>
    /// <returns>How many of the events were not stored before.</returns>
    public int Write(IReadOnlyCollection<HostEvent> events, (string Boot, long Sequence)? kernel, DateTimeOffset now)
    {
        var added = 0;
        HostEvent[][] batches = events.Count == 0 ? [[]] : [.. events.Chunk(MostEventsOfBatch)];
        for (var i = 0; i < batches.Length; i++)
        {
            added += WriteBatch(batches[i], i == batches.Length - 1 ? kernel : null);
        }
        _untrimmed += events.Count;
        if (_untrimmed >= WritesBetweenTrims)
        {
            Trim(now);
        }
        return added;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection.Dispose();
        _lock.Dispose();
    }

    private int WriteBatch(HostEvent[] events, (string Boot, long Sequence)? kernel)
    {
        try
        {
            return InTransaction(() => Put(events, kernel));
        }
        catch (SqliteException error) when (error.SqliteErrorCode == SQLitePCL.raw.SQLITE_FULL && IsAtBound(events))
        {
            return InTransaction(() =>
            {
                Run("DELETE FROM events WHERE id <= (SELECT id FROM events ORDER BY id LIMIT 1 OFFSET (SELECT count(*) / 10 FROM events))");
                return Put(events, kernel);
            });
        }
    }

    // A disk that is full is told by the same error.
    private bool IsAtBound(HostEvent[] events) => _limits.MostBytes <
        ((Scalar("PRAGMA page_count") ?? 0) * PageBytes) + PageBytes + events.Sum(told => MostBytesBesidesText + (MostBytesOfCharacter * (long)told.Text.Length));

    private int Put(HostEvent[] events, (string Boot, long Sequence)? kernel)
    {
        var added = 0;
        // A record that another event has already says that both are one: the second keeps its own words.
        using var update = Command("UPDATE OR IGNORE events SET text = $text, sequence = $sequence WHERE id = $id");
        using var insert = Command($"INSERT OR IGNORE INTO events ({EventRows.Columns}) VALUES ($id, $at, $boot, $kind, $text, $gpu, $xid, $sequence, $trusted, $rule, $subject)");
        foreach (var told in events)
        {
            EventRows.Bind(update, told);
            if (update.ExecuteNonQuery() == 0)
            {
                EventRows.Bind(insert, told);
                added += insert.ExecuteNonQuery();
            }
        }
        if (kernel is { } read)
        {
            Run("INSERT OR REPLACE INTO kernel (boot, sequence) VALUES ($boot, $sequence)", ("$boot", read.Boot), ("$sequence", read.Sequence));
        }
        return added;
    }

    private static FileStream Own(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (File.Exists(path))
        {
            throw new StoreException($"another agent writes to it, or its lock cannot be had: {error.Message}");
        }
    }

    private void Prepare()
    {
        _connection.Open();
        var schema = Scalar("PRAGMA user_version") ?? 0;
        if (schema > Schema)
        {
            throw new StoreException(string.Create(CultureInfo.InvariantCulture, $"it is of a newer strata (schema {schema}, this one knows {Schema}) and is left alone"));
        }
        using (var check = Command("PRAGMA quick_check(1)"))
        {
            if (check.ExecuteScalar() is not "ok")
            {
                throw new SqliteException("quick_check found damage", SQLitePCL.raw.SQLITE_CORRUPT);
            }
        }
        Run("PRAGMA journal_mode = WAL");
        Run("PRAGMA synchronous = FULL");
        Run(string.Create(CultureInfo.InvariantCulture, $"PRAGMA cache_size = -{CacheKibibytes}"));
        Run(string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {_limits.MostBytes / PageBytes}"));
        Run(string.Create(CultureInfo.InvariantCulture, $"PRAGMA journal_size_limit = {_limits.MostBytes / 8}"));
        if (schema < Schema)
        {
            InTransaction(Create);
        }
    }

    private int Create()
    {
        Run("CREATE TABLE events (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, boot TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, "
            + "gpu TEXT, xid INTEGER, sequence INTEGER, trusted INTEGER NOT NULL, rule TEXT, subject TEXT)");
        Run("CREATE INDEX events_by_kind ON events (kind, boot)");
        // The same record of the kernel, read again by a run that could not open the store at its start, is no second event.
        Run("CREATE UNIQUE INDEX events_by_record ON events (boot, sequence, kind, xid, gpu) WHERE sequence IS NOT NULL");
        Run("CREATE TABLE kernel (boot TEXT PRIMARY KEY, sequence INTEGER NOT NULL)");
        Run(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {Schema}"));
        return 0;
    }

    // SQLite itself rolls back when the disk is full or fails, and a second rollback is an error that would hide the first.
    private int InTransaction(Func<int> change)
    {
        Run("BEGIN IMMEDIATE");
        try
        {
            var count = change();
            Run("COMMIT");
            return count;
        }
        catch
        {
            if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0)
            {
                Run("ROLLBACK");
            }
            throw;
        }
    }

    private void Trim(DateTimeOffset now)
    {
        _untrimmed = 0;
        Run("DELETE FROM events WHERE id <= (SELECT id FROM events ORDER BY id DESC LIMIT 1 OFFSET $most)", ("$most", _limits.MostEvents));
        Run("DELETE FROM events WHERE at < $oldest AND id <= (SELECT id FROM events ORDER BY id DESC LIMIT 1 OFFSET $least)",
            ("$oldest", (now - _limits.LongestAge).ToUnixTimeMilliseconds()), ("$least", _limits.LeastEvents));
        Run("DELETE FROM kernel WHERE rowid <= (SELECT rowid FROM kernel ORDER BY rowid DESC LIMIT 1 OFFSET 10)");
    }

    private long? Scalar(string text, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = Command(text, parameters);
        return command.ExecuteScalar() as long?;
    }

    private void Run(string text, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = Command(text, parameters);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string text, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of this class; what comes from outside is a parameter.
        command.CommandText = text;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }
        return command;
    }
}
