using Strata.Rendering;
using Strata.Sampling;

namespace Strata.Agent.Page;

/// <summary>Writes the page of a host, or of one GPU of it. It needs no script, loads nothing from elsewhere and is well-formed XML.</summary>
internal static class AgentPage
{
    /// <summary>Seconds after which the script asks again.</summary>
    private const int Refresh = 2;

    public static void Write(HtmlBuffer html, PageView view)
    {
        var standing = Standing.Of(view);
        var what = view.Only is { } only ? FormattableString.Invariant($"GPU {only.Index} of {view.Host.HostName}") : view.Host.HostName;
        html.Write($"<!DOCTYPE html>\n<html lang=\"en\" data-refresh=\"{Refresh}\"><head><meta charset=\"utf-8\"/><title>{Names.Of(standing.Status)}: {what} - strata</title><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/><meta name=\"color-scheme\" content=\"light dark\"/><link rel=\"icon\" href=\"{Assets.Icon.Link}\" type=\"image/svg+xml\"/><link rel=\"stylesheet\" href=\"{Assets.Style.Link}\"/><script src=\"{Assets.Script.Link}\" defer=\"defer\"></script></head>\n<body><a class=\"skip\" href=\"#main\">Skip to the content</a>");
        Head(html, view);
        html.Write($"\n<main id=\"main\">");
        if (view.Only is { } gpu)
        {
            OfGpu(html, view, gpu);
        }
        else
        {
            OfHost(html, view);
        }
        html.Write($"</main>\n");
        Foot(html);
        html.Write($"</body></html>\n");
    }

    private static void OfHost(HtmlBuffer html, PageView view)
    {
        VerdictSection.Write(html, view);
        LayerSection.Write(html, view);
        GpuSection.Write(html, view);
        TimelineSection.Write(html, view);
        PlotSection.Write(html, view);
        IncidentSection.Write(html, view);
        ProcessSection.Write(html, view);
    }

    private static void OfGpu(HtmlBuffer html, PageView view, GpuStatus gpu)
    {
        GpuSection.Write(html, view);
        PlotSection.Write(html, view);
        TimelineSection.Write(html, view);
        IncidentSection.Write(html, view);
        ProcessSection.Write(html, view);
        MigSection.Write(html, gpu);
        Section.Open(html, "facts", "Everything about it", FormattableString.Invariant($"strata gpu show {gpu.Index}"));
        BlockHtml.Write(html, [.. GpuPages.Show(gpu).Blocks.Where(block => block is Block.Table { Header: [not "Process", ..] })]);
        Section.Close(html);
    }

    private static void Head(HtmlBuffer html, PageView view)
    {
        var host = view.Host;
        html.Write($"\n<header><a class=\"brand\" href=\"/\">strata</a><h1>{host.HostName}");
        if (view.Only is { } only)
        {
            html.Write($"<span class=\"soft\"> / GPU {only.Index}</span>");
        }
        html.Write($"</h1><p id=\"facts-line\" class=\"soft\">{Headline.Count(host.Gpus.Length, "GPU")}, ");
        if (host.Driver is { } driver)
        {
            html.Write($"driver {driver.Version}, CUDA up to {driver.CudaVersion ?? "N/A"}");
        }
        else
        {
            html.Write($"no driver answers");
        }
        html.Write($", strata {host.Version}, sampled {Ages.Of(view.Now - host.TakenAt)} ago</p><div class=\"tools\"><input id=\"filter\" type=\"search\" placeholder=\"filter  /\" aria-label=\"Filter rows\" autocomplete=\"off\" hidden=\"hidden\"/><output id=\"hits\" class=\"soft\"></output><button id=\"live\" type=\"button\" hidden=\"hidden\">pause</button><noscript><a href=\"\">Reload</a></noscript></div></header>");
        if (host.IsDemo)
        {
            html.Write($"<p class=\"demo\" role=\"note\"><b>Demonstration.</b> These GPUs are those of the lab's fake driver library; nothing here comes of a real board.</p>");
        }
    }

    private static void Foot(HtmlBuffer html) => html.Write($"""
        <footer class="soft"><p>Read-only: nothing can be changed from here. The same as text: <code>strata doctor</code>, <code>strata gpu list</code>, <code>strata top</code>. As data: <a href="/api/v1/report">report</a>, <a href="/api/v1/sample">sample</a>, <a href="/api/v1/events">events</a>, <a href="/metrics">metrics</a>.</p></footer>
        <dialog id="help" aria-labelledby="help-h"><h2 id="help-h">Keys</h2><dl><dt><kbd>/</kbd></dt><dd>filter rows, <kbd>Esc</kbd> ends it</dd><dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>next row, row before</dd><dt><kbd>Enter</kbd></dt><dd>open the row</dd><dt><kbd>e</kbd></dt><dd>show or hide all evidence</dd><dt><kbd>p</kbd></dt><dd>pause</dd><dt><kbd>?</kbd></dt><dd>these keys</dd></dl><form method="dialog"><button>Close</button></form></dialog>
        """);
}
