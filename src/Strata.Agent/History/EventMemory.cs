using System.Collections.Immutable;
using Strata.Sampling;

namespace Strata.Agent.History;

/// <summary>The newest events in the order of their ids. Not safe for threads; its owner is.</summary>
internal sealed class EventMemory(int most)
{
    private readonly List<HostEvent> _events = [];

    /// <summary>The newest events, oldest first.</summary>
    public ImmutableArray<HostEvent> All => [.. _events];

    /// <summary>Id below which events may be missing here.</summary>
    public long OldestId { get; private set; }

    /// <summary>Adds an event with an id above all others.</summary>
    public void Add(HostEvent told)
    {
        _events.Add(told);
        if (_events.Count > most + (most / 4))
        {
            _events.RemoveRange(0, _events.Count - most);
            OldestId = _events[0].Id;
        }
    }

    /// <summary>Starts with what an earlier run left.</summary>
    public void Restore(ImmutableArray<HostEvent> events)
    {
        _events.InsertRange(0, events);
        OldestId = events.Length < most ? 0 : events[0].Id;
    }

    /// <summary>Puts another telling in the place of the event with the same id.</summary>
    public void Replace(HostEvent told)
    {
        var at = _events.FindLastIndex(other => other.Id == told.Id);
        if (at >= 0)
        {
            _events[at] = told;
        }
    }

    /// <summary>The event with an id.</summary>
    public HostEvent? Find(long id) => _events.FindLast(told => told.Id == id);

    /// <summary>The events after an id, oldest first; null when older ones are not in memory.</summary>
    public ImmutableArray<HostEvent>? After(long id, int limit) => id + 1 < OldestId ? null : [.. _events.SkipWhile(told => told.Id <= id).Take(limit)];

    /// <summary>Empties it.</summary>
    public void Clear() => _events.Clear();

    /// <summary>Notes that there are events before those here.</summary>
    /// <param name="next">Id of the event that is added next.</param>
    public void NoteOlder(long next) => OldestId = _events.Count > 0 ? _events[0].Id : next;
}
