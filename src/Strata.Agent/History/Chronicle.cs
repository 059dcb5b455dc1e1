using System.Collections.Immutable;
using Strata.Agent.Health;
using Strata.Layers.Bus;
using Strata.Layers.Driver.Xid;
using Strata.Linux.KernelLog;
using Strata.Metrics;
using Strata.Sampling;

namespace Strata.Agent.History;

/// <summary>
/// Makes one history of what the kernel's log, the driver's events and the samples tell: an Xid that two of them tell is one
/// event, counted once, also when the agent was started anew in between.
/// </summary>
internal sealed class Chronicle(EventHistory history, HealthBook health, TrendBook trends, TimeProvider clock)
{
    private const int MostClaims = 60;
    private static readonly TimeSpan ClaimsPer = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly XidLedger _ledger = new();
    private readonly Dictionary<PciAddress, int> _lastXids = [];
    private readonly long _start = clock.GetTimestamp();
    private TimeSpan _claimsSince;
    private int _claims;
    private HostSample? _before;

    /// <summary>Takes up the Xids of this boot that an earlier run stored.</summary>
    public void Restore()
    {
        lock (_lock)
        {
            foreach (var told in history.Past.Xids)
            {
                if (told is { Gpu: { } gpu, Xid: { } code })
                {
                    _ledger.Restore(new XidTelling(gpu, code, OfKernel: told.Sequence is not null, told.At, null), told.Id);
                    _lastXids[gpu] = code;
                }
            }
        }
    }

    /// <summary>A sample with what is known besides: Xids of this boot, doctor's last run, how the history fares.</summary>
    public HostSample Complete(HostSample sample)
    {
        lock (_lock)
        {
            return sample with { Xids = _ledger.Counts(), Health = health.Last, History = history.Health };
        }
    }

    /// <summary>Notes an Xid that the driver told as an event.</summary>
    public void NoteDriver(PciAddress gpu, int code) => NoteXid(
        new XidTelling(gpu, code, OfKernel: false, clock.GetUtcNow(), Now),
        new HostEvent(clock.GetUtcNow(), history.Boot, HostEventKind.Xid, $"The driver told Xid {code}"));

    /// <summary>Notes a record of the kernel's log.</summary>
    public void NoteKernel(KernelLine line)
    {
        var at = clock.GetUtcNow() - (line.Age ?? TimeSpan.Zero);
        foreach (var xid in XidLines.Find(line.Lines))
        {
            var told = new HostEvent(at, history.Boot, line.IsKernel ? HostEventKind.Xid : HostEventKind.Claim, WithoutTime(line.Lines, xid))
            {
                Gpu = xid.Gpu, Xid = xid.Code, Sequence = line.Sequence, IsTrusted = line.IsKernel,
            };
            if (!line.IsKernel)
            {
                NoteClaim(told);
            }
            else if (xid.Gpu is { } gpu)
            {
                NoteXid(new XidTelling(gpu, xid.Code, OfKernel: true, at, line.Age is null ? Now : null), told);
            }
            else
            {
                history.Add(told);
            }
        }
        history.ReadKernelTo(line.Sequence);
    }

    /// <summary>Notes that records of the kernel's log were overwritten before they could be read.</summary>
    public void NoteMissing(long records) =>
        history.Add(HostEventKind.Gap, $"{records} records of the kernel's log were overwritten before they could be read; Xids may be among them");

    /// <summary>Notes that the kernel's buffer was read to its end.</summary>
    public void NoteCaughtUp()
    {
        lock (_lock)
        {
            _ledger.EndBacklog();
        }
    }

    /// <summary>Notes what changed since the sample before.</summary>
    public void NoteSample(HostSample sample)
    {
        trends.Add(sample.Gpus);
        ImmutableArray<HostEvent> changes;
        lock (_lock)
        {
            changes = _before is { } before ? StatusChanges.Of(before, sample, history.Boot, gpu => _lastXids.TryGetValue(gpu, out var code) ? code : null) : [];
            _before = sample;
        }
        foreach (var change in changes)
        {
            history.Add(change);
        }
    }

    private TimeSpan Now => clock.GetElapsedTime(_start);

    private void NoteXid(XidTelling telling, HostEvent told)
    {
        lock (_lock)
        {
            _lastXids[telling.Gpu] = telling.Code;
            if (_ledger.Add(telling, () => history.Add(told with { Gpu = telling.Gpu, Xid = telling.Code }).Id) is { } same && told.Sequence is { } sequence)
            {
                history.Complete(same, sequence, told.Text);
            }
        }
    }

    // Whoever may write into the log could fill the history with it.
    private void NoteClaim(HostEvent told)
    {
        lock (_lock)
        {
            if (Now - _claimsSince > ClaimsPer)
            {
                (_claimsSince, _claims) = (Now, 0);
            }
            if (++_claims > MostClaims)
            {
                return;
            }
        }
        history.Add(told);
    }

    // The event has a time of its own, so the one that dmesg prints goes.
    private static string WithoutTime(IReadOnlyList<string> lines, XidEvent xid)
    {
        var line = xid.Source.Line is { } number && number <= lines.Count ? lines[number - 1] : xid.Source.Text ?? "";
        return line.IndexOf("] ", StringComparison.Ordinal) is var end and > 0 ? line[(end + 2)..] : line;
    }
}
