using Strata.Judging;
using Strata.Sampling;

namespace Strata.Rendering.Top;

/// <summary>The lines of the GPUs.</summary>
internal static class TopGpuRows
{
    // Columns beside the bars: index, sign, temperature, power, memory and use as figures; and the fewest for name and state.
    private const int Figures = 42;
    private const int MemoryWidth = 12;
    private const int LeastWords = 22;
    private const int LeastBar = 8;
    private const int MostBar = 30;

    public static IEnumerable<TopLine> Of(TopState state, TopSurface surface, bool isFull)
    {
        yield return surface.Line().Right("GPU", 3).Left("", 2).Right("TEMP", 4).Right("POWER", 9).Left("MEMORY", BarWidth(surface) + MemoryWidth + 1).Left("USE", BarWidth(surface) + 5).Add("NAME AND STATE").Over(TopStyle.Bold);
        foreach (var gpu in state.List?.Gpus ?? [])
        {
            yield return First(state, gpu, surface);
            if (isFull)
            {
                yield return Past(state, gpu, surface);
            }
            foreach (var mig in gpu.Detail?.MigDevices ?? [])
            {
                yield return Mig(mig, gpu, surface);
            }
        }
    }

    private static TopLine First(TopState state, GpuStatus gpu, TopSurface surface)
    {
        var (status, words) = TopCondition.Of(gpu, state.FeedNow, state.List?.Interval);
        var now = gpu.Sample;
        var bar = BarWidth(surface);
        var line = surface.Line().Right(TopSurface.Number(gpu.Index, ""), 3, TopStyle.Bold).Left(Signs.Of(status), 2, Style(status))
            .Right(TopSurface.Number(now?.Celsius, "C"), 4, IsHot(gpu) ? TopStyle.Notice : TopStyle.Plain)
            .Right($"{TopSurface.Number(now?.PowerWatts, "")}/{TopSurface.Number(now?.PowerLimitWatts, "W")}", 9);
        surface.Bar(line, TopState.Part(now?.MemoryUsedBytes, now?.MemoryTotalBytes), bar);
        line.Add(" ").Right(Memory(now?.MemoryUsedBytes, now?.MemoryTotalBytes), MemoryWidth);
        surface.Bar(line, now?.Utilization, bar);
        line.Add(" ").Right(TopSurface.Share(now?.Utilization), 4);
        if (status is not Status.Ok)
        {
            line.Add(words + (gpu.Identity is null ? "" : "  "), Style(status));
        }
        line.Add(Name(gpu), status is Status.Ok ? TopStyle.Plain : TopStyle.Dim);
        return gpu.Answers ? line : line.Over(TopStyle.Dim);
    }

    private static TopLine Past(TopState state, GpuStatus gpu, TopSurface surface)
    {
        var now = gpu.Sample;
        var bar = BarWidth(surface);
        return surface.Line().To(22)
            .Add(TopBars.Line(state.Memory.GetValueOrDefault(gpu.Key, TopHistory.Empty), bar, surface.Ascii), TopStyle.Dim)
            .Add(" ").Left(now?.PerformanceState is { } state0 ? $"P{state0} {TopSurface.Number(now.SmClockHertz / 1e6, "MHz")}" : "P- " + TopSurface.Number(now?.SmClockHertz / 1e6, "MHz"), MemoryWidth, TopStyle.Dim)
            .Add(TopBars.Line(state.Utilization.GetValueOrDefault(gpu.Key, TopHistory.Empty), bar, surface.Ascii), TopStyle.Dim)
            .Add("      ").Add(Links(gpu), TopStyle.Dim);
    }

    private static TopLine Mig(MigDevice mig, GpuStatus gpu, TopSurface surface)
    {
        var line = surface.Line().To(4).Left($"MIG {mig.Index} {mig.Profile ?? "N/A"}", 17);
        surface.Bar(line, TopState.Part(mig.MemoryUsedBytes, mig.MemoryTotalBytes), BarWidth(surface));
        line.Add(" ").Right(Memory(mig.MemoryUsedBytes, mig.MemoryTotalBytes), MemoryWidth);
        return line.Add($"GI {mig.GpuInstance} CI {mig.ComputeInstance}", gpu.Answers ? TopStyle.Plain : TopStyle.Dim);
    }

    private static string Memory(double? used, double? total) => used is null && total is null ? "N/A" : $"{Gibibytes(used)}/{Gibibytes(total)}GiB";

    private static string Gibibytes(double? bytes) => TopSurface.Number(bytes / (1024 * 1024 * 1024), "", "0.0");

    private static string Links(GpuStatus gpu) =>
        $"PCIe {TopSurface.Number(gpu.Sample?.Pcie.Generation, "")}x{TopSurface.Number(gpu.Sample?.Pcie.Width, "")}" + (gpu.Detail?.NvLinksUp is { } up ? $" NVLink {up}" : "");

    private static string Name(GpuStatus gpu) => (gpu.Identity?.Name ?? gpu.Address?.ToString() ?? "").Replace("NVIDIA ", "", StringComparison.Ordinal);

    private static bool IsHot(GpuStatus gpu) => gpu is { Sample.Celsius: { } now, Identity.SlowdownCelsius: { } limit } && now >= limit - 5;

    private static int BarWidth(TopSurface surface) => Math.Clamp((surface.Width - Figures - LeastWords) / 2, LeastBar, MostBar);

    private static TopStyle Style(Status status) => status switch
    {
        Status.Ok => TopStyle.Good,
        Status.NotApplicable => TopStyle.Dim,
        Status.Warning => TopStyle.Notice,
        Status.Fault => TopStyle.Bad | TopStyle.Bold,
        _ => TopStyle.Notice,
    };
}
