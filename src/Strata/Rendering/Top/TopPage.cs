using System.Globalization;
using Strata.Sampling;

namespace Strata.Rendering.Top;

/// <summary>Draws what <c>strata top</c> shows. The same state and size give the same frame.</summary>
public static class TopPage
{
    // Room for processes below GPUs of two lines.
    private const int LeastProcessLines = 6;

    /// <summary>The whole terminal.</summary>
    public static TopFrame Draw(TopState state, TopSurface surface)
    {
        if (!surface.IsEnough)
        {
            return new TopFrame(surface.Width, surface.Height,
                [surface.Line($"{TopSurface.LeastWidth}x{TopSurface.LeastHeight} is needed, here is {surface.Width}x{surface.Height}; q ends")]);
        }
        var head = Head(state, surface).ToList();
        var room = surface.Height - head.Count - 1;
        var body = Body(state, surface).Skip(state.Scroll).Take(room).ToList();
        return new TopFrame(surface.Width, surface.Height, [.. head, .. body, .. Enumerable.Repeat(surface.Line(), room - body.Count), Foot(state, surface)]);
    }

    /// <summary>All lines of the main page as text, for a pipe.</summary>
    public static string Text(TopState state, TopSurface surface) =>
        string.Concat([.. Head(state, surface).Select(line => line.Cut(surface.Width) + "\n"), .. Main(state, surface, isFull: false).Select(line => line.Cut(surface.Width) + "\n")]);

    /// <summary>The lines that can be scrolled.</summary>
    internal static IReadOnlyList<TopLine> Body(TopState state, TopSurface surface) =>
    [
        .. state.View switch
        {
            TopView.Help => TopPages.Help(surface),
            TopView.Process => TopPages.Process(state, surface),
            TopView.Settings => TopPages.Settings(state, surface),
            _ => Main(state, surface, IsFull(state, surface)),
        },
    ];

    /// <summary>Rows between head and foot.</summary>
    internal static int Room(TopState state, TopSurface surface) => Math.Max(1, surface.Height - Head(state, surface).Count() - 1);

    private static IEnumerable<TopLine> Main(TopState state, TopSurface surface, bool isFull) =>
        state.List is null ? [surface.Line(state.Problem is null ? "waiting for the first sample" : "")] : [.. TopGpuRows.Of(state, surface, isFull), surface.Line(), .. TopProcessRows.Of(state, surface)];

    private static bool IsFull(TopState state, TopSurface surface)
    {
        if (state.Layout != TopLayout.Automatic)
        {
            return state.Layout == TopLayout.Full;
        }
        var gpus = state.List?.Gpus ?? [];
        var lines = 2 + (2 * gpus.Length) + gpus.Sum(gpu => gpu.Detail?.MigDevices.Length ?? 0) + Math.Min(LeastProcessLines, 2 + TopProcesses.Sorted(state).Length);
        return lines <= Room(state, surface);
    }

    private static IEnumerable<TopLine> Head(TopState state, TopSurface surface)
    {
        var driver = state.List?.Driver;
        var left = surface.Line().Add("strata top", TopStyle.Bold)
            .Add($"  driver {driver?.Version ?? "N/A"}  CUDA {driver?.CudaVersion ?? "N/A"}  {TopSurface.Number(state.List?.Gpus.Length, "")} GPUs")
            .Add($"  load {TopSurface.Number(state.Host.Load, "", "0.00")}/{TopSurface.Number(state.Host.Processors, "")}  mem {TopSurface.Share(state.Host.MemoryUsed)}");
        var clock = state.Now.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        yield return left.Cut(surface.Width - clock.Length - 1).To(surface.Width - clock.Length).Add(clock, TopStyle.Dim);
        yield return surface.Line(state.Source + Age(state), TopStyle.Dim);
        if (state.List?.IsDemo == true)
        {
            yield return surface.Line(Demonstration.Note, TopStyle.Notice | TopStyle.Bold);
        }
        if (state.Problem is { } problem)
        {
            yield return surface.Line("!! " + problem, TopStyle.Bad | TopStyle.Bold);
        }
    }

    private static string Age(TopState state) =>
        state.List?.TakenAt is { } at ? string.Create(CultureInfo.InvariantCulture, $", sample {Math.Max(0, (state.FeedNow - at).TotalSeconds):0.0} s old") : "";

    private static TopLine Foot(TopState state, TopSurface surface)
    {
        if (state.Message is { } message)
        {
            return surface.Line(message, TopStyle.Notice);
        }
        var text = state.AwaitsSort ? "sort by: n GPU  u user  p process  g GPU memory  c processor  m memory  t time"
            : state.View is not TopView.Main ? "Esc back  q end"
            : Tags(state) + $"q end  h help  o {TopProcessRows.Name(state.Sort)}  / reverse  Space tag  Enter process";
        return surface.Line(text, TopStyle.Dim);
    }

    private static string Tags(TopState state)
    {
        var tagged = TopProcesses.Sorted(state).Where(one => state.Tagged.Contains(one.Key)).ToList();
        return tagged.Count == 0 ? "" : $"{tagged.Count} tagged: {TopSurface.Bytes(tagged.Sum(one => one.Process.MemoryBytes))}  ";
    }
}
