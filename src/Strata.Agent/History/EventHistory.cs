using System.Collections.Immutable;
using Strata.Linux.KernelLog;
using Strata.Metrics;
using Strata.Rendering;
using Strata.Sampling;

namespace Strata.Agent.History;

/// <summary>
/// What happened on this host. Events are in memory as soon as they are told, and on the disk as soon as the writer had its
/// turn: nobody who tells an event waits for the disk.
/// </summary>
internal sealed class EventHistory(AgentOptions options, HistoryLimits limits, TimeProvider clock)
{
    private const int MostSubscriptions = 16;

    private readonly Lock _lock = new();
    private readonly EventMemory _memory = new(limits.MostInMemory);
    private readonly List<EventSubscription> _subscriptions = [];
    private readonly SortedDictionary<long, HostEvent> _waiting = [];
    private readonly SemaphoreSlim _work = new(0);
    private (string Boot, long Sequence)? _kernel;
    private long _nextId = 1;
    private HistoryHealth _health = new() { IsWanted = options.StateDirectory is not null, DoctorInterval = options.DoctorInterval };
    private bool _isInMemoryOnly = options.StateDirectory is null;
    private Action<HostEvent>? _happened;

    /// <summary>Boot id of the kernel that runs. Where it is not told, this run is a boot of its own: numbers of records from an unknown boot mean nothing.</summary>
    public string Boot { get; } = BootId.Read() is { Length: > 0 } told ? told : Guid.NewGuid().ToString();

    /// <summary>What an earlier run left; set once, before anything is told.</summary>
    public StoredPast Past { get; private set; } = StoredPast.None;

    /// <summary>The newest events, oldest first.</summary>
    public ImmutableArray<HostEvent> Newest
    {
        get
        {
            lock (_lock)
            {
                return _memory.All;
            }
        }
    }

    /// <summary>How it fares.</summary>
    public HistoryHealth Health
    {
        get
        {
            lock (_lock)
            {
                return _health with { Waiting = _waiting.Count };
            }
        }
    }

    /// <summary>Takes up what an earlier run left. Without a store, ids start at the time of day, so that no reader who comes back meets one that it knows.</summary>
    public void Restore(StoredPast? past)
    {
        lock (_lock)
        {
            Past = past ?? StoredPast.None;
            _memory.Restore(Past.Newest);
            _nextId = past is null ? clock.GetUtcNow().ToUnixTimeMilliseconds() : past.NewestId + 1;
        }
    }

    /// <summary>Calls back for each event, on the thread of whoever adds it: a listener may signal others and do no more.</summary>
    public void Listen(Action<HostEvent> listener)
    {
        lock (_lock)
        {
            _happened += listener;
        }
    }

    /// <summary>Stops calling back.</summary>
    public void StopListening(Action<HostEvent> listener)
    {
        lock (_lock)
        {
            _happened -= listener;
        }
    }

    /// <summary>Adds an event of this moment and this boot.</summary>
    public HostEvent Add(HostEventKind kind, string text) => Add(new HostEvent(clock.GetUtcNow(), Boot, kind, text));

    /// <summary>Adds an event, which gets the next id.</summary>
    public HostEvent Add(HostEvent told)
    {
        HostEvent added;
        lock (_lock)
        {
            // The disk keeps milliseconds; an event is the same before and after a restart.
            added = told with { Id = _nextId++, At = DateTimeOffset.FromUnixTimeMilliseconds(told.At.ToUnixTimeMilliseconds()), Text = Cut(told.Text) };
            _memory.Add(added);
            Enqueue(added);
            _subscriptions.RemoveAll(subscription => !subscription.Tell(added) && CountSlow());
        }
        _work.Release();
        _happened?.Invoke(added);
        return added;
    }

    /// <summary>Notes that more is known of an event: the record of the kernel that belongs to it, and its words.</summary>
    public void Complete(long id, long sequence, string text)
    {
        lock (_lock)
        {
            if (_memory.Find(id) is not { } told)
            {
                return;
            }
            var complete = told with { Sequence = sequence, Text = Cut(text) };
            _memory.Replace(complete);
            Enqueue(complete);
        }
        _work.Release();
    }

    /// <summary>Notes how far the kernel's log was read; written with the next event, or after a while.</summary>
    public void ReadKernelTo(long sequence)
    {
        lock (_lock)
        {
            _kernel = (Boot, sequence);
        }
    }

    /// <summary>The id that somebody means who asks for what is after it: one that was never given is of another history, and all of this one is new to whoever knows it.</summary>
    public long Known(long id)
    {
        lock (_lock)
        {
            return id < _nextId ? id : 0;
        }
    }

    /// <summary>The events after an id that are in memory, oldest first; null when older ones are wanted.</summary>
    public ImmutableArray<HostEvent>? InMemoryAfter(long id, int limit)
    {
        lock (_lock)
        {
            return _memory.After(id, limit);
        }
    }

    /// <summary>The events after an id, oldest first: from memory, or from the disk where they are older.</summary>
    public async Task<ImmutableArray<HostEvent>> AfterAsync(long id, int limit)
    {
        if (InMemoryAfter(id, limit) is { } recent)
        {
            return recent;
        }
        if (options.StateDirectory is { } directory && Health.IsStored)
        {
            try
            {
                return await Task.Run(() => EventStore.After(directory, id, limit)).ConfigureAwait(false);
            }
            catch (Microsoft.Data.Sqlite.SqliteException)
            {
                // The writer will find out what is wrong with it; what is in memory can be told.
            }
        }
        return [.. Newest.SkipWhile(told => told.Id <= id).Take(limit)];
    }

    /// <summary>Subscribes to what happens from now on; null when too many did.</summary>
    public EventSubscription? Subscribe()
    {
        var subscription = new EventSubscription();
        lock (_lock)
        {
            if (_subscriptions.Count >= MostSubscriptions)
            {
                return null;
            }
            _subscriptions.Add(subscription);
            return subscription;
        }
    }

    /// <summary>Ends a subscription.</summary>
    public void Unsubscribe(EventSubscription subscription)
    {
        lock (_lock)
        {
            _subscriptions.Remove(subscription);
        }
    }

    /// <summary>Waits until there is something to write, or the time is over.</summary>
    internal void WaitForWork(TimeSpan time, CancellationToken cancel)
    {
        _work.Wait(time, cancel);
        while (_work.Wait(0, CancellationToken.None))
        {
            // One turn of the writer takes all that waits.
        }
    }

    /// <summary>What waits for the disk, and how far the kernel's log was read.</summary>
    internal (ImmutableArray<HostEvent> Events, (string, long)? Kernel) Waiting()
    {
        lock (_lock)
        {
            return ([.. _waiting.Values], _kernel);
        }
    }

    /// <summary>Notes that these events are on the disk; one of which more became known meanwhile still waits.</summary>
    /// <param name="events">The events.</param>
    /// <param name="count">How many of them were not there before.</param>
    internal void Written(ImmutableArray<HostEvent> events, int count)
    {
        lock (_lock)
        {
            foreach (var told in events)
            {
                if (_waiting.TryGetValue(told.Id, out var now) && ReferenceEquals(now, told))
                {
                    _waiting.Remove(told.Id);
                }
            }
            _health = _health with { IsStored = true, Stored = _health.Stored + count };
        }
    }

    /// <summary>Notes whether the disk takes events.</summary>
    internal void Note(Func<HistoryHealth, HistoryHealth> change)
    {
        lock (_lock)
        {
            _health = change(_health);
        }
    }

    /// <summary>A new store was begun: all that is in memory waits for it.</summary>
    internal void WriteAllAgain()
    {
        lock (_lock)
        {
            foreach (var told in _memory.All)
            {
                _waiting[told.Id] = told;
            }
        }
    }

    /// <summary>
    /// The store was found late: what it holds comes before what was told meanwhile, and what waits gets ids behind it where they
    /// are not. Only before anything of this run is stored: what has a place on the disk keeps its id.
    /// </summary>
    internal void MoveBehind(long newestId)
    {
        lock (_lock)
        {
            _nextId = Math.Max(_nextId, newestId + 1);
            if (_waiting.Count > 0 && _waiting.First().Key <= newestId)
            {
                ImmutableArray<HostEvent> moved = [.. _waiting.Values.Select(told => told with { Id = _nextId++ })];
                _waiting.Clear();
                _memory.Clear();
                foreach (var told in moved)
                {
                    _memory.Add(told);
                    _waiting[told.Id] = told;
                }
            }
            _memory.NoteOlder(_nextId);
        }
    }

    /// <summary>Nothing will be written in this run: nothing waits for it.</summary>
    internal void GiveUpWriting()
    {
        lock (_lock)
        {
            _isInMemoryOnly = true;
            _waiting.Clear();
            _health = _health with { IsStored = false };
        }
    }

    private void Enqueue(HostEvent told)
    {
        if (_isInMemoryOnly)
        {
            return;
        }
        _waiting[told.Id] = told;
        if (_waiting.Count > limits.MostWaiting)
        {
            _waiting.Remove(_waiting.First().Key);
            _health = _health with { Dropped = _health.Dropped + 1 };
        }
    }

    private bool CountSlow()
    {
        _health = _health with { SlowReaders = _health.SlowReaders + 1 };
        return true;
    }

    private string Cut(string text) => PlainText.CleanProse(text.Length > limits.LongestText ? text[..limits.LongestText] + "…" : text);
}
