using System.Collections.Concurrent;
using System.Globalization;
using Strata.Machine;

namespace Strata.Linux.Files;

/// <summary>
/// Runs looks at the machine under a deadline. A look that does not come back is abandoned on its thread; the place it
/// hangs in is remembered and not asked again, so that a driver that hangs costs one deadline, not one per file.
/// </summary>
internal sealed class HangGuard(TimeSpan deadline, int mostAbandoned, HangBook book)
{
    private readonly ConcurrentBag<HangWorker> _idle = [];
    private readonly ConcurrentDictionary<string, string> _hung = new(StringComparer.Ordinal);

    /// <summary>Number of looks that have not come back.</summary>
    public int Abandoned => book.Count;

    /// <summary>Runs a look. Looks of one scope hang together: after one of them did, the others are not tried.</summary>
    /// <param name="scope">The place that hangs as one.</param>
    /// <param name="source">What is looked at.</param>
    /// <param name="look">The look.</param>
    /// <param name="longer">A longer deadline, for a look that has much to compute.</param>
    public Reading<T> Run<T>(string scope, Source source, Func<Reading<T>> look, TimeSpan? longer = null)
    {
        var limit = longer ?? deadline;
        if ((_hung.GetValueOrDefault(scope) ?? book.Find(scope)) is { } first)
        {
            return Reading.Unreadable<T>($"not tried, because {first} did not answer", source);
        }
        if (Abandoned >= mostAbandoned)
        {
            return Reading.Unreadable<T>($"not tried, because {mostAbandoned} other reads hang", source);
        }
        var worker = _idle.TryTake(out var idle) ? idle : new HangWorker();
        Reading<T>? answer = null;
        var hanging = new HangingLook(scope, source.Name);
        if (worker.Run(() => answer = look(), limit, () => book.Close(hanging)))
        {
            _idle.Add(worker);
            return answer ?? Reading.Unreadable<T>(worker.Failure?.Message ?? "could not be read", source);
        }
        book.Open(hanging);
        _hung.TryAdd(scope, source.Name);
        return Reading.Unreadable<T>("did not answer in " + limit.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture) + " s", source);
    }
}
