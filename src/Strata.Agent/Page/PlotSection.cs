using Strata.Sampling;
using Strata.Sampling.History;

namespace Strata.Agent.Page;

/// <summary>Plots of power, temperature, use and memory over the time that is kept.</summary>
internal static class PlotSection
{
    private const double HottestScale = 100;

    // The plots of more GPUs stand one below the other with the times under the last.
    private const int FewGpus = 4;

    public static void Write(HtmlBuffer html, PageView view)
    {
        Section.Open(html, "plots", $"The last {(view.Past.Until - view.Past.From).TotalMinutes:0} minutes", "strata top");
        var traced = view.Gpus.Where(gpu => view.Trace(gpu) is not null).ToList();
        foreach (var gpu in traced)
        {
            Gpu(html, view, gpu, isTimed: traced.Count <= FewGpus || gpu == traced[^1]);
        }
        html.Write($"<p class=\"key soft\">The line is the mean, the band reaches from the lowest to the highest value of each stretch; a gap was not measured.</p>");
        Section.Close(html);
    }

    private static void Gpu(HtmlBuffer html, PageView view, GpuStatus gpu, bool isTimed)
    {
        var trace = view.Trace(gpu)!;
        var past = isTimed ? view.Past : null;
        html.Write($"<div class=\"four row{(view.Only is null ? "" : " big")}\"><h3>GPU {gpu.Index}<small>");
        html.Text(gpu.Identity?.Name, GpuSection.LongestName);
        html.Write($"</small></h3>");
        var now = gpu.Sample;
        One(html, gpu, past, ("Power", "W", 1), now?.PowerWatts, trace.Power, Top(trace.Power, now?.PowerLimitWatts ?? gpu.Identity?.DefaultPowerLimitWatts));
        One(html, gpu, past, ("Temperature", "°C", 1), now?.Celsius, trace.Temperature, Top(trace.Temperature, gpu.Identity?.SlowdownCelsius ?? HottestScale));
        One(html, gpu, past, ("Use", "%", 100), now?.Utilization, trace.Utilization, 1);
        One(html, gpu, past, ("Memory", "GiB", 1 / (1024.0 * 1024 * 1024)), now?.MemoryUsedBytes, trace.MemoryUsed, Top(trace.MemoryUsed, now?.MemoryTotalBytes));
        html.Write($"</div>");
    }

    private static void One(HtmlBuffer html, GpuStatus gpu, HistoryWindow? past, (string Name, string Unit, double Scale) kind, double? now, Curve curve, double top)
    {
        var (name, unit, scale) = kind;
        var format = unit == "GiB" ? "0.0" : "0";
        html.Write($"<figure><figcaption><b>{name}</b> ");
        // What is said of now is what the table says; the past stays below it when there is no now.
        if (Cells.Has(html, gpu, now))
        {
            Figure(html, now!.Value * scale, format);
            html.Write($" {unit}");
        }
        if (!curve.Whole.IsGap)
        {
            html.Write($"<span class=\"soft\">min ");
            Figure(html, curve.Whole.Minimum * scale, format);
            html.Write($" mean ");
            Figure(html, curve.Whole.Mean * scale, format);
            html.Write($" max ");
            Figure(html, curve.Whole.Maximum * scale, format);
            html.Write($"{(now is null ? " " + unit : "")}</span>");
        }
        html.Write($"</figcaption>");
        html.Write($"<div class=\"field\" data-top=\"{top * scale:0}\">");
        Plot.Write(html, curve, top);
        html.Write($"</div>");
        if (past is not null)
        {
            TimelineSection.Axis(html, past);
        }
        html.Write($"</figure>");
    }

    private static void Figure(HtmlBuffer html, double value, string format) => html.Write($"{value.ToString(format, System.Globalization.CultureInfo.InvariantCulture)}");

    private static double Top(Curve curve, double? limit) => Math.Max(limit ?? 0, curve.Whole.IsGap ? 1 : Math.Max(curve.Whole.Maximum, 1));
}
