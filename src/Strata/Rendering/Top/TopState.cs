using System.Collections.Immutable;
using Strata.Sampling;

namespace Strata.Rendering.Top;

/// <summary>Everything that decides what <c>strata top</c> shows.</summary>
/// <param name="Source">Where the values come from.</param>
public sealed record TopState(string Source)
{
    /// <summary>The GPUs; null until they were told once.</summary>
    public GpuList? List { get; init; }

    /// <summary>Why there is nothing newer; null while all is well.</summary>
    public string? Problem { get; init; }

    /// <summary>The time that is shown.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>When this list was first seen, where it was made by the clock of another host; null where <see cref="Now"/> is of the same clock.</summary>
    public DateTimeOffset? SeenAt { get; init; }

    /// <summary>The time that is shown, by the clock that the list was made by: two clocks differ, and a list that does not change ages by either.</summary>
    public DateTimeOffset FeedNow => SeenAt is { } seen && List?.TakenAt is { } taken ? taken + (Now - seen) : Now;

    /// <summary>The host.</summary>
    public HostLoad Host { get; init; } = new();

    /// <summary>What the host tells of the processes, by number.</summary>
    public ImmutableDictionary<int, HostProcess> Facts { get; init; } = ImmutableDictionary<int, HostProcess>.Empty;

    /// <summary>Utilisation of each GPU, by <see cref="GpuStatus.Key"/>.</summary>
    public ImmutableDictionary<string, TopHistory> Utilization { get; init; } = ImmutableDictionary<string, TopHistory>.Empty;

    /// <summary>Memory of each GPU, as the part that is in use, by <see cref="GpuStatus.Key"/>.</summary>
    public ImmutableDictionary<string, TopHistory> Memory { get; init; } = ImmutableDictionary<string, TopHistory>.Empty;

    /// <summary>Memory of each process, as the part of its GPU that it holds.</summary>
    public ImmutableDictionary<TopProcessKey, TopHistory> Held { get; init; } = ImmutableDictionary<TopProcessKey, TopHistory>.Empty;

    /// <summary>What is looked at.</summary>
    public TopView View { get; init; }

    /// <summary>How much a GPU takes.</summary>
    public TopLayout Layout { get; init; }

    /// <summary>What processes are sorted by.</summary>
    public TopSort Sort { get; init; }

    /// <summary>True when they are sorted the other way.</summary>
    public bool IsReversed { get; init; }

    /// <summary>True after <c>o</c>, until the letter of the column comes.</summary>
    public bool AwaitsSort { get; init; }

    /// <summary>The selected process.</summary>
    public TopProcessKey? Selected { get; init; }

    /// <summary>The tagged processes.</summary>
    public ImmutableHashSet<TopProcessKey> Tagged { get; init; } = [];

    /// <summary>Lines that are scrolled away at the top.</summary>
    public int Scroll { get; init; }

    /// <summary>Columns of the commands that are scrolled away at the left.</summary>
    public int Shift { get; init; }

    /// <summary>What is said once, in the last line.</summary>
    public string? Message { get; init; }

    /// <summary>True when it shall end.</summary>
    public bool IsOver { get; init; }

    /// <summary>True when new values and a whole new screen are asked for.</summary>
    public bool WantsRefresh { get; init; }

    /// <summary>With new values, which also go into the histories.</summary>
    /// <param name="list">The values.</param>
    /// <param name="isOfThisClock">True when the clock that <see cref="Now"/> is of made their times too.</param>
    public TopState With(GpuList list, bool isOfThisClock = true) => this with
    {
        List = list,
        SeenAt = isOfThisClock ? null : list.TakenAt == List?.TakenAt ? SeenAt ?? Now : Now,
        Problem = null,
        Utilization = list.Gpus.DistinctBy(gpu => gpu.Key).ToImmutableDictionary(gpu => gpu.Key, gpu => PastOf(Utilization, gpu).With(gpu.Answers ? gpu.Sample?.Utilization : null)),
        Memory = list.Gpus.DistinctBy(gpu => gpu.Key).ToImmutableDictionary(gpu => gpu.Key, gpu => PastOf(Memory, gpu).With(gpu.Answers ? Part(gpu.Sample?.MemoryUsedBytes, gpu.Sample?.MemoryTotalBytes) : null)),
        Held = TopProcesses.All(list).ToImmutableDictionary(
            one => one.Key, one => Held.GetValueOrDefault(one.Key, TopHistory.Empty).With(Part(one.Process.MemoryBytes, one.Gpu.Sample?.MemoryTotalBytes))),
    };

    /// <summary>A part of a whole; null when one of them is not told.</summary>
    public static double? Part(double? some, double? whole) => some is { } told && whole is > 0 and var all ? told / all : null;

    private static TopHistory PastOf(ImmutableDictionary<string, TopHistory> pasts, GpuStatus gpu) => pasts.GetValueOrDefault(gpu.Key, TopHistory.Empty);
}
