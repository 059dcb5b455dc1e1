using System.Collections.Immutable;
using System.Globalization;
using Strata.Sampling;

namespace Strata.Rendering.Top;

/// <summary>The processes of all GPUs.</summary>
internal static class TopProcesses
{
    public static IEnumerable<(TopProcessKey Key, GpuStatus Gpu, GpuProcess Process)> All(GpuList list) =>
        list.Gpus.SelectMany(gpu => (gpu.Detail?.Processes ?? []).Select(process => (Key: KeyOf(gpu, process), gpu, process))).DistinctBy(one => one.Key);

    /// <summary>In the order that is asked for. What is not told stands last, whichever way.</summary>
    public static ImmutableArray<(TopProcessKey Key, GpuStatus Gpu, GpuProcess Process)> Sorted(TopState state)
    {
        var natural = state.List is { } list ? All(list).OrderBy(one => one.Gpu.Index).ThenBy(one => one.Key.Gpu, StringComparer.Ordinal).ThenBy(one => one.Key.Process).ThenBy(one => one.Key.Instance ?? -1) : Enumerable.Empty<(TopProcessKey Key, GpuStatus Gpu, GpuProcess Process)>();
        return state.Sort switch
        {
            TopSort.User => [.. Order(natural, one => User(state, one.Process), StringComparer.Ordinal, state.IsReversed)],
            TopSort.Process => [.. Order(natural, one => (int?)one.Key.Process, Comparer<int?>.Default, !state.IsReversed)],
            TopSort.GpuMemory => [.. Order(natural, one => one.Process.MemoryBytes, Comparer<double?>.Default, !state.IsReversed)],
            TopSort.Cpu => [.. Order(natural, one => Facts(state, one.Key)?.Cpu, Comparer<double?>.Default, !state.IsReversed)],
            TopSort.Memory => [.. Order(natural, one => Facts(state, one.Key)?.Memory, Comparer<double?>.Default, !state.IsReversed)],
            TopSort.Age => [.. Order(natural, one => Facts(state, one.Key)?.Age, Comparer<TimeSpan?>.Default, !state.IsReversed)],
            _ => state.IsReversed ? [.. natural.Reverse()] : [.. natural],
        };
    }

    /// <summary>Name of its user, or else the number; null when neither was told.</summary>
    public static string? User(TopState state, GpuProcess process) =>
        state.Facts.GetValueOrDefault(process.Process)?.User ?? process.User ?? process.UserId?.ToString(CultureInfo.InvariantCulture);

    /// <summary>Its command line, or else the name of its program in brackets; null when neither was told.</summary>
    public static string? Command(TopState state, GpuProcess process) =>
        state.Facts.GetValueOrDefault(process.Process)?.Command ?? (process.Name is { } name ? $"[{name}]" : null);

    public static HostProcess? Facts(TopState state, TopProcessKey key) => state.Facts.GetValueOrDefault(key.Process);

    private static TopProcessKey KeyOf(GpuStatus gpu, GpuProcess process) => new(gpu.Key, process.Process, process.Kind ?? "", process.GpuInstance);

    private static IEnumerable<T> Order<T, TValue>(IEnumerable<T> all, Func<T, TValue?> value, IComparer<TValue?> comparer, bool isDescending)
    {
        var known = all.OrderBy(one => value(one) is null);
        return isDescending ? known.ThenByDescending(value, comparer) : known.ThenBy(value, comparer);
    }
}
