using Strata.Judging;
using Strata.Rendering;

namespace Strata.Agent.Page;

/// <summary>The ten layers, lowest first, with what is known of each behind it.</summary>
internal static class LayerSection
{
    public static void Write(HtmlBuffer html, PageView view)
    {
        if (view.Host.Health is not { Report: var report })
        {
            return;
        }
        Section.Open(html, "layers", "Layers", "strata doctor", "/api/v1/report");
        html.Write($"<ol class=\"ladder\">");
        foreach (var layer in report.Layers)
        {
            var blocks = ReportDocumentBuilder.OfLayer(report, layer.Layer);
            html.Write($"<li>");
            if (blocks.IsEmpty)
            {
                html.Write($"<div class=\"rung\">");
                Rung(html, layer);
                html.Write($"</div>");
            }
            else
            {
                html.Write($"<details id=\"layer-{Names.Of(layer.Layer)}\"><summary class=\"rung\">");
                Rung(html, layer);
                html.Write($"</summary><div class=\"why\">");
                BlockHtml.Write(html, blocks);
                html.Write($"</div></details>");
            }
            html.Write($"</li>");
        }
        html.Write($"</ol>");
        Section.Close(html);
    }

    private static void Rung(HtmlBuffer html, LayerReport layer)
    {
        var status = layer.Status == Status.NotApplicable ? "not here" : Names.Of(layer.Status);
        html.Write($"<span class=\"num\">{(int)layer.Layer}</span><b>{Names.Of(layer.Layer)}</b><span class=\"s {Names.Of(layer.Status)}\">{status}</span><span class=\"sum\">{layer.Summary}</span>");
    }
}
