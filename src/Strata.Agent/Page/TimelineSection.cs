using Strata.Judging;
using Strata.Rendering;
using Strata.Sampling;
using Strata.Sampling.History;

namespace Strata.Agent.Page;

/// <summary>Time lines: what doctor found, how long the driver took, what held the clocks back, how fast each GPU was set.</summary>
internal static class TimelineSection
{
    private const int MostWords = 3;

    public static void Write(HtmlBuffer html, PageView view)
    {
        Section.Open(html, "times", "Time lines", "strata top");
        html.Write($"<div class=\"lanes\">");
        if (view.Only is null)
        {
            Verdicts(html, view);
            Driver(html, view.Past.DriverSeconds);
        }
        foreach (var gpu in view.Gpus)
        {
            if (view.Trace(gpu) is { } trace)
            {
                Gpu(html, gpu, trace);
            }
        }
        html.Write($"</div>");
        Axis(html, view.Past);
        html.Write($"<p class=\"key soft\">Clocks: thin line free or idle, <span class=\"k-half\">half bar</span> power limit or a setting, <span class=\"k-full\">full bar</span> temperature, <span class=\"k-cut\">cut bar</span> hardware slowdown or power brake, <span class=\"k-frame\">frame</span> no answer, empty: nothing known. P-state: the higher the faster.</p>");
        Section.Close(html);
    }

    /// <summary>The times below a plot or a time line.</summary>
    public static void Axis(HtmlBuffer html, HistoryWindow past)
    {
        var minutes = (int)Math.Round((past.Until - past.From).TotalMinutes);
        html.Write($"<div class=\"axis\" aria-hidden=\"true\"><span>−{minutes} min</span><span>−{minutes / 2.0:0.#}</span><span>now</span></div>");
    }

    private static void Verdicts(HtmlBuffer html, PageView view)
    {
        var known = view.Past.Verdicts.Where(verdict => verdict is not null).ToList();
        var words = known.Count == 0
            ? "doctor has not looked"
            : string.Join(", ", known.GroupBy(verdict => verdict!.Value).OrderByDescending(group => group.Count()).Select(group => $"{Names.Of(group.Key)} {Cells.Percent((double)group.Count() / known.Count)}"));
        html.Write($"<div class=\"line row\"><b>Health</b>");
        Lane.WriteVerdicts(html, view.Past.Verdicts);
        html.Write($"<span>{words}</span></div>");
    }

    private static void Driver(HtmlBuffer html, Curve seconds)
    {
        html.Write($"<div class=\"line row\"><b>Probe<small>latency</small></b>");
        Plot.Write(html, seconds, seconds.Whole.IsGap ? 1 : Math.Max(seconds.Whole.Maximum, 0.001));
        if (seconds.Whole.IsGap)
        {
            html.Write($"<span class=\"gone\">none measured</span></div>");
            return;
        }
        html.Write($"<span>{seconds.Last * 1000:0.0} ms in the driver for one tick, mean {seconds.Whole.Mean * 1000:0.0}, max {seconds.Whole.Maximum * 1000:0.0}</span></div>");
    }

    private static void Gpu(HtmlBuffer html, GpuStatus gpu, GpuTrace trace)
    {
        html.Write($"<div class=\"line row\"><b>GPU {gpu.Index}<small>clocks</small></b>");
        Lane.WriteReasons(html, trace.States);
        html.Write($"<span>{Reasons(trace)}</span><b><small>P-state</small></b>");
        Lane.WritePerformance(html, trace.States);
        var states = trace.PerformanceStates.Take(MostWords).Select(pair => FormattableString.Invariant($"P{pair.State} {Cells.Percent(pair.Share)}")).ToList();
        html.Write($"<span>{(states.Count == 0 ? "N/A" : string.Join(", ", states))}</span></div>");
    }

    private static string Reasons(GpuTrace trace)
    {
        var parts = new List<string>();
        if (trace.Answered is { } answered and < 1)
        {
            parts.Add($"no answer {Cells.Percent(1 - answered)}");
        }
        parts.AddRange(trace.Reasons.Take(MostWords).Select(pair => $"{string.Join(' ', ClockReasonWords.Of(pair.Reason))} {Cells.Percent(pair.Share)}"));
        return parts.Count > 0 ? string.Join(", ", parts) : trace.States.Any(state => state.Reasons is not null) ? "never held back" : "N/A";
    }
}
