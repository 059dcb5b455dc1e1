using System.Collections.Immutable;
using Strata.Linux.Processes;
using Strata.Rendering.Top;

namespace Strata.Cli.Commands.Top;

/// <summary>Reads what is shown: the GPUs from a feed, the rest from this host.</summary>
internal sealed class TopReadings(TopFeed feed, ProcessWatch watch)
{
    public string Source => feed.Name;

    /// <summary>Reads once.</summary>
    /// <param name="settingsOf">The process whose settings are looked at.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <returns>What the reading changes.</returns>
    /// <exception cref="ServiceException">The feed does not answer.</exception>
    public async Task<Func<TopState, TopState>> ReadAsync(int? settingsOf, CancellationToken cancel)
    {
        var list = await feed.ReadAsync(cancel).ConfigureAwait(false);
        var host = watch.Host();
        var facts = feed.IsOfThisHost ? watch.Look(list.Gpus.SelectMany(gpu => gpu.Detail?.Processes ?? []).Select(process => process.Process)) : ImmutableDictionary<int, Sampling.HostProcess>.Empty;
        if (settingsOf is { } process && facts.TryGetValue(process, out var told))
        {
            facts = facts.SetItem(process, told with { Settings = watch.Settings(process) });
        }
        var now = Now();
        return state => (state with { Host = host, Facts = facts, Now = now }).With(list, feed.IsOfThisClock);
    }

    public static DateTimeOffset Now() => TimeProvider.System.GetLocalNow();
}
