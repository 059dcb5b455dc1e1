using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Strata.Sampling;

namespace Strata.Agent.History;

/// <summary>The one thread that writes events to the disk. What it cannot write waits in memory, and is tried again.</summary>
internal sealed partial class EventWriter(AgentOptions options, HistoryLimits limits, EventHistory history, TimeProvider clock, ILogger<EventWriter> log) : IHostedService, IDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<StoredPast?> _past = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _restored = new();
    private readonly Lock _start = new();
    private EventStore? _store;
    private (string, long)? _kernel;
    private Thread? _thread;
    private string? _trouble;
    private bool _isStarted;
    private bool _isTakenUp;

    /// <summary>Opens the store before anything can happen; a disk that does not answer is not waited for.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.StateDirectory is null)
        {
            history.Restore(null);
            return;
        }
        _thread = new Thread(Run) { IsBackground = true, Name = "events" };
        _thread.Start();
        await Task.WhenAny(_past.Task, Task.Delay(LongestStart, clock, cancellationToken)).ConfigureAwait(false);
        lock (_start)
        {
            history.Restore(_past.Task.IsCompletedSuccessfully ? _past.Task.Result : null);
            _isStarted = true;
        }
        _restored.Set();
    }

    /// <summary>Writes what waits.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_thread is { } thread)
        {
            await Task.Run(() => thread.Join(LongestEnd), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        _restored.Dispose();
    }

    private void Run()
    {
        try
        {
            if (TryOpen() || _trouble is not null)
            {
                while (!_stop.IsCancellationRequested)
                {
                    Wait();
                    Write();
                }
                Write();
            }
        }
        catch (Exception refusal) when (refusal is not OutOfMemoryException)
        {
            // A fault that nobody foresaw must not end the agent either.
            var why = refusal is StoreException ? refusal.Message : $"{refusal.GetType().Name}: {refusal.Message}";
            NotForThisRun(options.StateDirectory!, why);
            history.GiveUpWriting();
            _past.TrySetResult(null);
            TellGap($"The history is kept in memory only, because of the store in {options.StateDirectory}: {why}");
        }
        finally
        {
            _past.TrySetResult(null);
            Close();
        }
    }

    private void Wait()
    {
        try
        {
            history.WaitForWork(_trouble is null ? limits.KernelPause : Pause, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The end: what waits is written once more.
        }
    }

    private void Write()
    {
        if (_store is null && !TryOpen())
        {
            return;
        }
        var (events, kernel) = history.Waiting();
        if (events.IsEmpty && kernel == _kernel)
        {
            return;
        }
        try
        {
            var added = _store!.Write(events, kernel, clock.GetUtcNow());
            _kernel = kernel;
            history.Written(events, added);
            Recover(events.Length);
        }
        catch (SqliteException error) when (IsDamage(error))
        {
            BeginAnew(error.Message);
        }
        catch (SqliteException error)
        {
            Fail(error.Message);
            if (error.SqliteErrorCode != SQLitePCL.raw.SQLITE_FULL)
            {
                Close();
            }
        }
    }

    private bool TryOpen()
    {
        try
        {
            _store = EventStore.Open(options.StateDirectory!, limits, clock.GetUtcNow());
            TakeUp(_store.Past(history.Boot), isNew: false);
            Recover(0);
            return true;
        }
        catch (SqliteException error) when (IsDamage(error))
        {
            return BeginAnew(error.Message);
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException)
        {
            Close();
            Fail(error.Message);
            return false;
        }
    }

    // In time, the past is where this run starts; too late, this run goes on behind it. A store that is opened once more holds
    // what this run wrote, and one that was begun anew holds nothing.
    private void TakeUp(StoredPast past, bool isNew)
    {
        lock (_start)
        {
            if (!_isStarted)
            {
                _past.TrySetResult(past);
            }
            else if (!_isTakenUp && !isNew)
            {
                history.MoveBehind(past.NewestId);
            }
            _isTakenUp = true;
        }
        history.Note(health => health with { IsStored = true });
    }

    private void Close()
    {
        var store = _store;
        _store = null;
        try
        {
            store?.Dispose();
        }
        catch (SqliteException)
        {
            // What could not be closed in order is repaired when it is opened.
        }
    }

    private bool BeginAnew(string why)
    {
        Close();
        try
        {
            var aside = EventStore.MoveAside(options.StateDirectory!, clock.GetUtcNow());
            Damaged(options.StateDirectory!, why, aside ?? "");
            _store = EventStore.Open(options.StateDirectory!, limits, clock.GetUtcNow());
            // Nobody knows any more which ids were given: those from the time of day on were not.
            TakeUp(StoredPast.None with { NewestId = clock.GetUtcNow().ToUnixTimeMilliseconds() }, isNew: true);
            history.WriteAllAgain();
            Recover(0);
            TellGap($"The store of events was damaged ({why}); it was moved to {aside} and begun anew");
            return true;
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException)
        {
            Fail(error.Message);
            return false;
        }
    }

    private void Fail(string why)
    {
        history.Note(health => health with { IsStored = false });
        if (_trouble is null)
        {
            NotWritten(options.StateDirectory!, why);
        }
        _trouble = why;
        _past.TrySetResult(null);
    }

    private void Recover(int written)
    {
        if (_trouble is not null)
        {
            _trouble = null;
            WritingAgain(options.StateDirectory!, written);
        }
    }

    // An event gets its place behind those of the past, so the past goes first.
    private void TellGap(string text)
    {
        _restored.Wait();
        history.Add(HostEventKind.Gap, text);
    }

    private static bool IsDamage(SqliteException error) => error.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB;

    [LoggerMessage(EventId = 20, Level = LogLevel.Warning, Message = "Events are kept in memory only, because of the store in {Directory}: {Why}")]
    private partial void NotForThisRun(string directory, string why);

    [LoggerMessage(EventId = 21, Level = LogLevel.Warning, Message = "Events wait in memory, because they cannot be written to {Directory}: {Why}")]
    private partial void NotWritten(string directory, string why);

    [LoggerMessage(EventId = 22, Level = LogLevel.Information, Message = "Events can be written to {Directory} again; {Count} of them waited")]
    private partial void WritingAgain(string directory, int count);

    [LoggerMessage(EventId = 23, Level = LogLevel.Warning, Message = "The store of events in {Directory} is damaged ({Why}); it is now {Aside}, and a new one was begun")]
    private partial void Damaged(string directory, string why, string aside);
}
