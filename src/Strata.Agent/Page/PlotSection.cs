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
        One(html, past, "Power", "W", trace.Power, 1, Top(trace.Power, gpu.Sample?.PowerLimitWatts ?? gpu.Identity?.DefaultPowerLimitWatts));
        One(html, past, "Temperature", "°C", trace.Temperature, 1, Top(trace.Temperature, gpu.Identity?.SlowdownCelsius ?? HottestScale));
        One(html, past, "Use", "%", trace.Utilization, 100, 1);
        One(html, past, "Memory", "GiB", trace.MemoryUsed, 1 / (1024.0 * 1024 * 1024), Top(trace.MemoryUsed, gpu.Sample?.MemoryTotalBytes));
        html.Write($"</div>");
    }

    private static void One(HtmlBuffer html, HistoryWindow? past, string name, string unit, Curve curve, double scale, double top)
    {
        html.Write($"<figure><figcaption><b>{name}</b> ");
        if (curve.Whole.IsGap)
        {
            html.Write($"<span class=\"na\">N/A</span></figcaption>");
        }
        else
        {
            var format = unit == "GiB" ? "0.0" : "0";
            Figure(html, curve.Last * scale, format);
            html.Write($" {unit}<span class=\"soft\">min ");
            Figure(html, curve.Whole.Minimum * scale, format);
            html.Write($" mean ");
            Figure(html, curve.Whole.Mean * scale, format);
            html.Write($" max ");
            Figure(html, curve.Whole.Maximum * scale, format);
            html.Write($"</span></figcaption>");
        }
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
