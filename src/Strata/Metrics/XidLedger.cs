using System.Collections.Immutable;
using Strata.Layers.Bus;

namespace Strata.Metrics;

/// <summary>
/// Counts Xids that the kernel's log and the driver's events tell, each once: what one of them told is not counted again when
/// the other tells it a moment later, nor when another run of the agent reads it in the kernel's buffer.
/// </summary>
public sealed class XidLedger
{
    private const int MostPairs = 4096;
    private const int MostOpen = 1024;

    // Both tell an Xid within milliseconds; a busy machine may take seconds to hand it on.
    private static readonly TimeSpan SameEvent = TimeSpan.FromSeconds(5);

    // The clock of the kernel's log is not steered: over weeks it parts from the time of day by many seconds.
    private static readonly TimeSpan SameEventByClock = TimeSpan.FromMinutes(1);

    private readonly Dictionary<(PciAddress, int), Entry> _entries = [];

    /// <summary>Notes an Xid.</summary>
    /// <param name="telling">What was told.</param>
    /// <param name="keep">Keeps a new one and gives the id by which it is known from then on.</param>
    /// <returns>The id of the Xid that the other side told before; null when this one is new and was counted.</returns>
    public long? Add(XidTelling telling, Func<long> keep)
    {
        if (EntryOf(telling) is { } entry)
        {
            return entry.Add(telling, keep);
        }
        keep();
        return null;
    }

    /// <summary>Takes up an Xid that an earlier run of the agent stored.</summary>
    /// <param name="telling">What was stored; <c>OfKernel</c> when a record of the kernel belongs to it.</param>
    /// <param name="id">Its id in the history.</param>
    public void Restore(XidTelling telling, long id) => EntryOf(telling)?.Restore(telling, id);

    /// <summary>Ends the reading of what the kernel's buffer held: what comes now is new.</summary>
    public void EndBacklog()
    {
        foreach (var entry in _entries.Values)
        {
            entry.ForgetStored();
        }
    }

    /// <summary>What was counted, in order.</summary>
    public ImmutableArray<XidCount> Counts() =>
        [.. _entries.Select(pair => new XidCount(pair.Key.Item1, pair.Key.Item2, pair.Value.Count, pair.Value.LastAt)).OrderBy(xid => xid.Address).ThenBy(xid => xid.Code)];

    private Entry? EntryOf(XidTelling telling)
    {
        var key = (telling.Gpu, telling.Code);
        if (!_entries.TryGetValue(key, out var entry) && _entries.Count < MostPairs)
        {
            _entries[key] = entry = new Entry();
        }
        return entry;
    }

    private sealed class Entry
    {
        // Occurrences that one side told and the other has not told yet, oldest first.
        private readonly List<(XidTelling Telling, long Id)> _open = [];

        public long Count { get; private set; }

        public DateTimeOffset LastAt { get; private set; }

        public long? Add(XidTelling telling, Func<long> keep)
        {
            if (telling.Now is { } now)
            {
                _open.RemoveAll(open => now - open.Telling.Now > SameEvent);
            }
            var at = _open.FindIndex(open => open.Telling.OfKernel != telling.OfKernel && IsSame(open.Telling, telling));
            if (at >= 0)
            {
                var same = _open[at].Id;
                _open.RemoveAt(at);
                return same;
            }
            Keep(telling, keep());
            return null;
        }

        public void Restore(XidTelling telling, long id)
        {
            if (telling.OfKernel)
            {
                Note(telling);
                return;
            }
            Keep(telling, id);
        }

        public void ForgetStored() => _open.RemoveAll(open => open.Telling.Now is null);

        private void Keep(XidTelling telling, long id)
        {
            if (_open.Count >= MostOpen)
            {
                _open.RemoveAt(0);
            }
            _open.Add((telling, id));
            Note(telling);
        }

        private void Note(XidTelling telling)
        {
            Count++;
            LastAt = telling.At > LastAt ? telling.At : LastAt;
        }

        private static bool IsSame(XidTelling first, XidTelling second) => (first.Now, second.Now) switch
        {
            ({ } before, { } after) => (after - before).Duration() <= SameEvent,
            _ => (first.At - second.At).Duration() <= SameEventByClock,
        };
    }
}
