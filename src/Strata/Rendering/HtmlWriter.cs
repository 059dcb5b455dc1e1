using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using Strata.Judging;

namespace Strata.Rendering;

/// <summary>Writes a document as one self-contained page: no script, no other file, light and dark, readable at 320 pixels.</summary>
public static class HtmlWriter
{
    private const string Style = """
        :root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--soft:#57606a;--line:#d0d7de;--code:#f3f5f7;--ok:#116329;--warning:#7d4e00;--fault:#b3141d;--unknown:#6639ba;--not-applicable:#57606a}
        @media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--paper:#0d1117;--soft:#9aa4af;--line:#30363d;--code:#161b22;--ok:#56d364;--warning:#e3b341;--fault:#ff8a83;--unknown:#c3a0ff;--not-applicable:#9aa4af}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
        main{max-width:60rem;margin:0 auto;padding:1rem}
        h1{font-size:1.4rem;line-height:1.3;border-left:.4rem solid;padding-left:.6rem}
        h2{font-size:1.15rem;margin:2rem 0 .2rem}
        h3{font-size:1rem;margin:1rem 0 .2rem}
        h1,h2,p,li,td{overflow-wrap:anywhere}
        p{margin:.3rem 0}
        .remark{color:var(--soft)}
        table{border-collapse:collapse;width:100%;margin:1rem 0}
        th,td{border-bottom:1px solid var(--line);padding:.25rem .5rem .25rem 0;text-align:left;vertical-align:top}
        ul,ol{margin:.3rem 0;padding-left:1.4rem}
        .quotes{list-style:none;padding:0}
        code,pre,.sign{font-family:ui-monospace,monospace;font-size:.9em}
        pre{background:var(--code);border:1px solid var(--line);border-radius:4px;padding:.5rem;margin:.3rem 0;white-space:pre-wrap;overflow-wrap:anywhere}
        .where{color:var(--soft)}
        .sign{font-weight:700;white-space:pre}
        .ok{color:var(--ok)}.warning{color:var(--warning)}.fault{color:var(--fault)}.unknown{color:var(--unknown)}.not-applicable{color:var(--not-applicable)}
        @media (max-width:30rem){.wide{display:none}}
        """;

    /// <summary>Renders the document.</summary>
    public static string Render(Document document)
    {
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append(CultureInfo.InvariantCulture, $"<title>{Encode(document.Title)}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n<main>\n");
        if (!document.Blocks.OfType<Block.Answer>().Any())
        {
            page.Append(CultureInfo.InvariantCulture, $"<h1>{Encode(document.Title)}</h1>\n");
        }
        foreach (var block in document.Blocks)
        {
            Write(page, block);
        }
        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void Write(StringBuilder page, Block block)
    {
        switch (block)
        {
            case Block.Answer answer:
                page.Append(CultureInfo.InvariantCulture, $"<h1 class=\"{Names.Of(answer.Status)}\">{Names.Of(answer.Status).ToUpperInvariant()}: {Encode(answer.Text)}</h1>\n");
                break;
            case Block.Heading { Status: { } status } heading:
                page.Append(CultureInfo.InvariantCulture, $"<h2>{Sign(status)} {Encode(heading.Text)}</h2>\n");
                break;
            case Block.Heading heading:
                page.Append(CultureInfo.InvariantCulture, $"<h2>{Encode(heading.Text)}</h2>\n");
                break;
            case Block.Label label:
                page.Append(CultureInfo.InvariantCulture, $"<h3>{Encode(label.Text)}</h3>\n");
                break;
            case Block.Paragraph paragraph:
                page.Append(CultureInfo.InvariantCulture, $"<p>{Encode(paragraph.Text)}</p>\n");
                break;
            case Block.Remark remark:
                page.Append(CultureInfo.InvariantCulture, $"<p class=\"remark\">{Encode(remark.Text)}</p>\n");
                break;
            case Block.Ladder ladder:
                Write(page, ladder);
                break;
            case Block.Quotes quotes:
                page.Append("<ul class=\"quotes\">\n");
                foreach (var quote in quotes.Lines)
                {
                    page.Append(CultureInfo.InvariantCulture, $"<li><span class=\"where\">{Encode(quote.Where)}</span> <code>{Encode(quote.Text)}</code></li>\n");
                }
                page.Append("</ul>\n");
                break;
            case Block.Steps steps:
                Write(page, steps.All);
                break;
            case Block.Items items:
                page.Append("<ul>\n").AppendJoin("", items.All.Select(item => $"<li>{Encode(item)}</li>\n")).Append("</ul>\n");
                break;
            case Block.Table table:
                Write(page, table);
                break;
        }
    }

    private static void Write(StringBuilder page, Block.Ladder ladder)
    {
        page.Append("<table>\n<thead><tr><th scope=\"col\">layer</th><th scope=\"col\" class=\"wide\">status</th><th scope=\"col\">summary</th></tr></thead>\n<tbody>\n");
        foreach (var row in ladder.Rows)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{Sign(row.Status)} {Encode(row.Name)}</th><td class=\"wide\">{Names.Of(row.Status)}</td><td>{Encode(row.Summary)}</td></tr>\n");
        }
        page.Append("</tbody>\n</table>\n");
    }

    private static void Write(StringBuilder page, ImmutableArray<Step> steps)
    {
        page.Append("<ol>\n");
        foreach (var step in steps)
        {
            page.Append(CultureInfo.InvariantCulture, $"<li>{Encode(step.Text)} <span class=\"remark\">({Encode(step.Note)})</span>");
            if (step.Command is { } command)
            {
                page.Append(CultureInfo.InvariantCulture, $"\n<pre><code>{Encode(step.NeedsRoot ? "sudo " + command : command)}</code></pre>");
            }
            page.Append("</li>\n");
        }
        page.Append("</ol>\n");
    }

    private static void Write(StringBuilder page, Block.Table table)
    {
        page.Append("<table>\n<thead><tr>").AppendJoin("", table.Header.Select(cell => $"<th scope=\"col\">{Encode(cell)}</th>")).Append("</tr></thead>\n<tbody>\n");
        foreach (var row in table.Rows)
        {
            page.Append("<tr>").AppendJoin("", row.Select(cell => $"<td>{Encode(cell)}</td>")).Append("</tr>\n");
        }
        page.Append("</tbody>\n</table>\n");
    }

    private static string Sign(Status status) =>
        $"<span class=\"sign {Names.Of(status)}\" title=\"{Names.Of(status)}\">{Encode(Signs.Of(status).Trim())}</span>";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
