using System.Collections.Immutable;
using Strata.Layers.Bus;

namespace Strata.Metrics;

/// <summary>
/// Counts Xids that the kernel's log and the driver's events tell, each once: what one of them told is not counted again when
/// the other tells it a moment later.
/// </summary>
public sealed class XidLedger
{
    private const int MostPairs = 4096;
    private static readonly TimeSpan SameEvent = TimeSpan.FromSeconds(5);

    private readonly Dictionary<(PciAddress, int), Entry> _entries = [];

    /// <summary>Notes an Xid.</summary>
    /// <param name="address">The GPU.</param>
    /// <param name="code">The Xid.</param>
    /// <param name="ofKernel">True for a line of the kernel's log, false for an event of the driver.</param>
    /// <param name="now">When it was told.</param>
    public void Add(PciAddress address, int code, bool ofKernel, DateTimeOffset now)
    {
        if (!_entries.TryGetValue((address, code), out var entry))
        {
            if (_entries.Count >= MostPairs)
            {
                return;
            }
            _entries[(address, code)] = entry = new Entry();
        }
        entry.Add(ofKernel, now);
    }

    /// <summary>What was counted, in order.</summary>
    public ImmutableArray<XidCount> Counts() =>
        [.. _entries.Select(pair => new XidCount(pair.Key.Item1, pair.Key.Item2, pair.Value.Count, pair.Value.LastAt)).OrderBy(xid => xid.Address).ThenBy(xid => xid.Code)];

    private sealed class Entry
    {
        // Occurrences that one side told and the other has not told yet.
        private readonly Queue<DateTimeOffset> _ofKernel = new();
        private readonly Queue<DateTimeOffset> _ofDriver = new();

        public long Count { get; private set; }

        public DateTimeOffset LastAt { get; private set; }

        public void Add(bool ofKernel, DateTimeOffset now)
        {
            var (own, other) = ofKernel ? (_ofKernel, _ofDriver) : (_ofDriver, _ofKernel);
            Forget(own, now);
            Forget(other, now);
            if (other.TryDequeue(out _))
            {
                return;
            }
            own.Enqueue(now);
            Count++;
            LastAt = now;
        }

        private static void Forget(Queue<DateTimeOffset> told, DateTimeOffset now)
        {
            while (told.TryPeek(out var at) && now - at > SameEvent)
            {
                told.Dequeue();
            }
        }
    }
}
