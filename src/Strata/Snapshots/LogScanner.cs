using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Strata.Judging;
using Strata.Machine;

namespace Strata.Snapshots;

/// <summary>Reads the logs of a machine once and finds the signs of all rules in them.</summary>
public sealed class LogScanner
{
    private const int MostHitsPerSign = 1000;
    private const int MostUnrecognised = 20;
    private const int LongestSpan = 8;

    private static readonly SearchValues<string> Topic = SearchValues.Create(
        ["nvidia", "NVIDIA", "NVRM", "cuda", "CUDA", "vfio", "nouveau", "GPU", "NVML"], StringComparison.Ordinal);

    private static readonly SearchValues<string> Trouble = SearchValues.Create(
        ["error", "fail", "fatal", "cannot", "unable", "denied", "refused", "not found", "timed out", "mismatch", "panic", "corrupt"],
        StringComparison.OrdinalIgnoreCase);

    private readonly ImmutableArray<LogSign> _signs;
    private readonly SearchValues<string> _needles;
    private readonly Dictionary<LogSign, List<LogHit>> _hits = [];
    private readonly Dictionary<(LogSign, string), Dictionary<(string Name, Era Era), int>> _seen = [];
    private readonly List<Source> _unrecognised = [];
    private Source? _mention;
    private int _order;

    /// <summary>Prepares a scan for these signs.</summary>
    public LogScanner(IEnumerable<LogSign> signs)
    {
        _signs = [.. signs.Distinct()];
        _needles = SearchValues.Create([.. _signs.Select(sign => sign.Needle).Distinct(StringComparer.Ordinal)], StringComparison.Ordinal);
    }

    /// <summary>Scans the logs.</summary>
    /// <param name="logs">The logs; those of the current boot are read first.</param>
    /// <param name="keepUnrecognised">Also collect error-looking lines that no sign knows, and the first that names the GPU stack.</param>
    public LogFacts Scan(IEnumerable<LogText> logs, bool keepUnrecognised)
    {
        var names = new List<string>();
        long lines = 0;
        foreach (var log in logs.OrderBy(log => log.Era))
        {
            names.Add(log.Name);
            lines += Scan(log, keepUnrecognised);
        }
        return new LogFacts(
            _hits.ToDictionary(pair => pair.Key, pair => pair.Value.ToImmutableArray()),
            [.. _unrecognised],
            [.. names.Distinct(StringComparer.Ordinal)],
            lines)
        {
            Mention = _mention,
        };
    }

    private long Scan(LogText log, bool keepUnrecognised)
    {
        long count = 0;
        var window = new Queue<LogLine>(LongestSpan + 1);
        using var lines = log.Lines.GetEnumerator();
        var more = true;
        while (true)
        {
            while (more && window.Count < LongestSpan)
            {
                more = lines.MoveNext();
                if (more)
                {
                    count++;
                    window.Enqueue(lines.Current);
                }
            }
            if (window.Count == 0)
            {
                return count;
            }
            var matched = Look(log, window);
            var line = window.Dequeue();
            if (keepUnrecognised && _mention is null && line.Text.AsSpan().ContainsAny(Topic))
            {
                _mention = new Source(log.Name, line.Number, Cut(line.Text));
            }
            if (!matched && keepUnrecognised && _unrecognised.Count < MostUnrecognised && LooksLikeTrouble(line.Text))
            {
                _unrecognised.Add(new Source(log.Name, line.Number, Cut(line.Text)));
            }
        }
    }

    private bool Look(LogText log, Queue<LogLine> window)
    {
        var line = window.Peek();
        var text = Cut(line.Text);
        if (!text.AsSpan().ContainsAny(_needles))
        {
            return false;
        }
        var prefix = LogPrefix.Parse(text);
        var matched = false;
        foreach (var sign in _signs)
        {
            var position = text.IndexOf(sign.Needle, StringComparison.Ordinal);
            if (position < 0 || ForeignWords.StandAt(text, prefix, position))
            {
                continue;
            }
            if (sign.Origin == SignOrigin.Kernel && !prefix.IsKernel)
            {
                continue;
            }
            if (sign.Match(sign.Span > 1 ? Join(window, sign.Span) : text) is { } groups)
            {
                matched = true;
                Keep(log, line, text, prefix, sign, groups);
            }
        }
        return matched;
    }

    private void Keep(LogText log, LogLine line, string text, LogPrefix prefix, LogSign sign, IReadOnlyDictionary<string, string> groups)
    {
        if (IsRepetitionOfAnotherLog(log, text[prefix.Length..], sign))
        {
            return;
        }
        if (!_hits.TryGetValue(sign, out var hits))
        {
            _hits[sign] = hits = [];
        }
        if (hits.Count >= MostHitsPerSign)
        {
            hits.RemoveAt(MostHitsPerSign / 2);
        }
        hits.Add(new LogHit(sign, new Source(log.Name, line.Number, text), log.Era, _order++, prefix, groups));
    }

    // The same message stands in dmesg, in the journal and in kern.log: its n-th occurrence in one log is the n-th in another.
    // An older log takes nothing from a newer one, or a fault that came back would only be history.
    private bool IsRepetitionOfAnotherLog(LogText log, string message, LogSign sign)
    {
        if (_seen.Count > 100_000)
        {
            return false;
        }
        var key = (sign, message);
        if (!_seen.TryGetValue(key, out var perLog))
        {
            _seen[key] = perLog = [];
        }
        var container = (log.Name, log.Era);
        var before = perLog.Where(pair => pair.Key != container && pair.Key.Era <= log.Era).Select(pair => pair.Value).DefaultIfEmpty(0).Max();
        return (perLog[container] = perLog.GetValueOrDefault(container) + 1) <= before;
    }

    private static string Join(Queue<LogLine> window, int span)
    {
        var joined = new StringBuilder();
        foreach (var line in window.Take(span))
        {
            var text = Cut(line.Text);
            if (joined.Length == 0)
            {
                joined.Append(text);
                continue;
            }
            var rest = text.AsSpan(LogPrefix.Parse(text).Length).Trim();
            if (rest.StartsWith("NVRM:", StringComparison.Ordinal))
            {
                rest = rest["NVRM:".Length..].TrimStart();
            }
            joined.Append(' ').Append(rest);
        }
        return joined.ToString();
    }

    private static bool LooksLikeTrouble(string text) =>
        text.AsSpan().ContainsAny(Topic) && text.AsSpan().ContainsAny(Trouble);

    private static string Cut(string text) => text.Length <= LogSign.LongestLine ? text : text[..LogSign.LongestLine];
}
