using Strata.Judging;
using Strata.Rendering;
using Strata.Sampling;

namespace Strata.Agent.Page;

/// <summary>The table of the GPUs as they are now.</summary>
internal static class GpuSection
{
    /// <summary>Letters of a name that are shown; the driver gives 95 at most.</summary>
    public const int LongestName = 64;

    private const int ShortUuid = 12;

    public static void Write(HtmlBuffer html, PageView view)
    {
        Section.Open(html, "gpus", "GPUs", "strata gpu list", "/api/v1/sample");
        if (view.Gpus.IsEmpty)
        {
            html.Write($"<p class=\"soft\">No GPU was seen.</p>");
            Section.Close(html);
            return;
        }
        html.Write($"<table class=\"rows gpus\"><thead><tr><th scope=\"col\">GPU</th><th scope=\"col\">Use</th><th scope=\"col\">Memory, GiB</th><th scope=\"col\">Power, W</th><th scope=\"col\">°C</th><th scope=\"col\">P-state</th><th scope=\"col\">Clocks held back by</th><th scope=\"col\">State</th></tr></thead><tbody>");
        foreach (var gpu in view.Gpus)
        {
            Row(html, view, gpu);
        }
        html.Write($"</tbody></table>");
        Section.Close(html);
    }

    public static string Link(GpuIdentity identity) => "/gpu/" + Uri.EscapeDataString(identity.Uuid);

    private static void Row(HtmlBuffer html, PageView view, GpuStatus gpu)
    {
        html.Write($"<tr class=\"{(gpu.Answers ? "up" : "old")}\"><th scope=\"row\">");
        if (gpu.Identity is { } identity)
        {
            html.Write($"<a href=\"{Link(identity)}\"><span class=\"num\">{gpu.Index}</span> ");
            html.Text(identity.Name, LongestName);
            html.Write($"</a><small>{identity.Address.ToString()} {Short(identity.Uuid)}</small>");
        }
        else
        {
            html.Write($"<span class=\"num\">{gpu.Index}</span> <span class=\"gone\">unknown</span>");
            if (gpu.Address is { } place)
            {
                html.Write($"<small>{place.ToString()}</small>");
            }
        }
        html.Write($"</th><td class=\"v\">");
        Use(html, gpu);
        html.Write($"</td><td class=\"v\">");
        Memory(html, gpu);
        html.Write($"</td><td class=\"v\">");
        Power(html, gpu);
        html.Write($"</td><td class=\"n\">");
        if (Cells.Has(html, gpu, gpu.Sample?.Celsius))
        {
            html.Write($"{gpu.Sample!.Celsius!.Value:0}");
        }
        html.Write($"</td><td class=\"n\">");
        if (Cells.Has(html, gpu, gpu.Sample?.PerformanceState))
        {
            html.Write($"P{gpu.Sample!.PerformanceState!.Value}");
        }
        html.Write($"</td><td>");
        Reasons(html, gpu);
        html.Write($"</td><td>");
        State(html, view, gpu);
        html.Write($"</td></tr>");
    }

    private static void Use(HtmlBuffer html, GpuStatus gpu)
    {
        if (Cells.Has(html, gpu, gpu.Sample?.Utilization))
        {
            Cells.Bar(html, gpu.Sample!.Utilization);
            html.Write($"<span>{Cells.Percent(gpu.Sample.Utilization!.Value)}</span>");
        }
    }

    private static void Memory(HtmlBuffer html, GpuStatus gpu)
    {
        if (Cells.Has(html, gpu, gpu.Sample?.MemoryUsedBytes))
        {
            var (used, total) = (gpu.Sample!.MemoryUsedBytes!.Value, gpu.Sample.MemoryTotalBytes);
            Cells.Bar(html, used / total);
            html.Write($"<span>{Cells.Gib(used)}<i> / {(total is { } all ? Cells.Gib(all) : "N/A")}</i></span>");
        }
    }

    private static void Power(HtmlBuffer html, GpuStatus gpu)
    {
        if (Cells.Has(html, gpu, gpu.Sample?.PowerWatts))
        {
            var (now, limit) = (gpu.Sample!.PowerWatts!.Value, gpu.Sample.PowerLimitWatts);
            Cells.Bar(html, now / limit);
            html.Write($"<span>{now:0}<i> / {(limit is { } most ? FormattableString.Invariant($"{most:0}") : "N/A")}</i></span>");
        }
    }

    private static void Reasons(HtmlBuffer html, GpuStatus gpu)
    {
        if (gpu.Sample?.ClockReasons is not { } reasons)
        {
            Cells.Missing(html, gpu);
            return;
        }
        var isTrouble = ClockBrakes.IsAmong(reasons);
        var words = reasons == ClockReasons.None ? "nothing" : string.Join(", ", ClockReasonWords.Of(reasons));
        html.Write($"<span class=\"{(isTrouble ? "s warning wrap" : "soft")}\">{words}</span>");
    }

    private static void State(HtmlBuffer html, PageView view, GpuStatus gpu)
    {
        switch (GpuStanding.Of(gpu))
        {
            case Status.Ok:
                html.Write($"<span class=\"s ok\">up</span>");
                break;
            case Status.NotApplicable:
                html.Write($"<span class=\"s not-applicable\">{(gpu.IsAsleep ? "asleep" : "released")}</span>");
                break;
            case Status.Unknown:
                html.Write($"<span class=\"s unknown\">not asked</span>");
                break;
            default:
                html.Write($"<span class=\"s fault\">does not answer</span>");
                break;
        }
        if (!gpu.Answers)
        {
            var since = gpu.SampledAt is { } last ? $"stale since {Ages.Of(view.Now - last)}: " : "";
            html.Write($"<small>{since}{Silence.InWords(gpu)}</small>");
        }
    }

    private static string Short(string uuid) => uuid.Length > ShortUuid + 1 ? uuid[..ShortUuid] + "…" : uuid;
}
