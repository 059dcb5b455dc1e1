using System.Collections.Immutable;
using System.Globalization;
using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Layers.Driver.Xid;
using Strata.Rendering;
using Strata.Sampling;

namespace Strata.Agent.Page;

/// <summary>What happened, the youngest first, and what the Xids among it mean.</summary>
internal static class IncidentSection
{
    private const int MostRows = 24;
    private const int MostExplained = 5;

    public static void Write(HtmlBuffer html, PageView view)
    {
        Section.Open(html, "incidents", "Incidents", json: "/api/v1/events");
        var events = view.Events.Where(item => view.Only is null || item.Gpu == view.Only.Identity?.Address).OrderByDescending(item => item.At).ThenByDescending(item => item.Id).ToList();
        if (events.Count == 0)
        {
            html.Write($"<p class=\"soft\">None are known.</p>");
            Section.Close(html);
            return;
        }
        html.Write($"<table class=\"rows list happened\"><thead><tr><th scope=\"col\">When, UTC</th><th scope=\"col\">What</th><th scope=\"col\">GPU</th><th scope=\"col\">Said</th></tr></thead><tbody>");
        var groups = Groups(events);
        List<int> explained = [.. events.Select(item => item.Xid).OfType<int>().Distinct().Take(MostExplained)];
        foreach (var group in groups.Take(MostRows))
        {
            Row(html, view, group, explained);
        }
        html.Write($"</tbody></table>");
        if (groups.Count > MostRows)
        {
            html.Write($"<p class=\"soft\">And {groups.Count - MostRows} before these.</p>");
        }
        Explanations(html, explained);
        Section.Close(html);
    }

    // What comes again and again without anything between is one row.
    private static List<ImmutableArray<HostEvent>> Groups(List<HostEvent> events)
    {
        var groups = new List<ImmutableArray<HostEvent>>();
        for (var start = 0; start < events.Count;)
        {
            var end = start + 1;
            while (end < events.Count && Key(events[end]) == Key(events[start]))
            {
                end++;
            }
            groups.Add([.. events[start..end]]);
            start = end;
        }
        return groups;
    }

    private static (HostEventKind, PciAddress?, int?, string?) Key(HostEvent item) => (item.Kind, item.Gpu, item.Xid, item.Rule);

    private static void Row(HtmlBuffer html, PageView view, ImmutableArray<HostEvent> group, List<int> explained)
    {
        var last = group[0];
        html.Write($"<tr><td class=\"nw\"><time datetime=\"{last.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}\">{When(last.At, view.Now)}</time><small>{Ages.Of(view.Now - last.At)} ago</small></td><td>");
        html.Write($"<span class=\"s {Names.Of(Weight(last.Kind))}\">");
        if (last.Xid is { } code && explained.Contains(code))
        {
            html.Write($"<a href=\"#xid-{code}\">{What(last)}</a></span>");
        }
        else
        {
            html.Write($"{What(last)}</span>");
        }
        if (group.Length > 1)
        {
            html.Write($" <b>×{group.Length}</b><small>since {When(group[^1].At, view.Now)}</small>");
        }
        html.Write($"</td><td class=\"nw\">");
        if (last.Gpu is { } address)
        {
            var known = view.Host.Gpus.FirstOrDefault(gpu => gpu.Identity?.Address == address);
            html.Write($"{(known is null ? "" : FormattableString.Invariant($"{known.Index}, "))}{address.ToString()}");
        }
        html.Write($"</td><td><code>{last.Text}</code>");
        if (!last.IsTrusted)
        {
            html.Write($" <small>written by a program, not by the kernel: it counts for nothing</small>");
        }
        html.Write($"</td></tr>");
    }

    private static void Explanations(HtmlBuffer html, List<int> codes)
    {
        foreach (var code in codes)
        {
            var page = XidCatalogue.Xid(code) is { } entry ? XidPages.Show(entry) : XidPages.Unlisted(code.ToString(CultureInfo.InvariantCulture));
            html.Write($"<details id=\"xid-{code}\"><summary>{((Block.Heading)page.Blocks[0]).Text}</summary><div class=\"why\">");
            BlockHtml.Write(html, page.Blocks[1..]);
            html.Write($"<p class=\"soft\"><code>strata xid show {code}</code></p></div></details>");
        }
    }

    private static string When(DateTimeOffset at, DateTimeOffset now) =>
        at.UtcDateTime.ToString(at.UtcDateTime.Date == now.UtcDateTime.Date ? "HH:mm:ss" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static Status Weight(HostEventKind kind) => kind switch
    {
        HostEventKind.Xid or HostEventKind.GpuLost or HostEventKind.CallHangs or HostEventKind.ProbeCrashed => Status.Fault,
        HostEventKind.FindingCame or HostEventKind.Gap => Status.Warning,
        HostEventKind.GpuBack or HostEventKind.CallReturned or HostEventKind.FindingWent => Status.Ok,
        HostEventKind.Claim => Status.Unknown,
        _ => Status.NotApplicable,
    };

    private static string What(HostEvent item) => item.Kind switch
    {
        HostEventKind.Xid => FormattableString.Invariant($"Xid {item.Xid}"),
        HostEventKind.Claim => "claimed Xid",
        HostEventKind.GpuLost => "GPU silent",
        HostEventKind.GpuBack => "GPU back",
        HostEventKind.CallHangs => "call hangs",
        HostEventKind.CallReturned => "call returned",
        HostEventKind.ProbeCrashed => "probe crashed",
        HostEventKind.FindingCame => "found " + item.Rule,
        HostEventKind.FindingWent => "gone " + item.Rule,
        HostEventKind.Released => "released",
        HostEventKind.Held => "held",
        HostEventKind.AgentStarted => "agent started",
        HostEventKind.Gap => "records lost",
        _ => "event",
    };
}
