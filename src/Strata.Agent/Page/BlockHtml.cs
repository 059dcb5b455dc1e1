using System.Collections.Immutable;
using Strata.Judging;
using Strata.Rendering;

namespace Strata.Agent.Page;

/// <summary>Writes the blocks of a report and of a GPU, as parts of the page.</summary>
internal static class BlockHtml
{
    private const int LongestProse = 2000;

    public static void Write(HtmlBuffer html, ImmutableArray<Block> blocks)
    {
        foreach (var block in blocks)
        {
            Write(html, block);
        }
    }

    /// <summary>A command that can be copied with one click.</summary>
    public static void Command(HtmlBuffer html, Step step)
    {
        if (step.Command is { } command)
        {
            html.Write($"<pre class=\"cmd\"><code>");
            html.Text(step.NeedsRoot ? "sudo " + command : command, LongestProse);
            html.Write($"</code></pre>");
        }
    }

    private static void Write(HtmlBuffer html, Block block)
    {
        switch (block)
        {
            case Block.Heading { Status: { } status } heading:
                html.Write($"<h3 class=\"s {Names.Of(status)}\">{heading.Text}</h3>");
                break;
            case Block.Heading heading:
                html.Write($"<h3>{heading.Text}</h3>");
                break;
            case Block.Label label:
                html.Write($"<h4>{label.Text}</h4>");
                break;
            case Block.Paragraph paragraph:
                html.Write($"<p>");
                html.Text(paragraph.Text, LongestProse);
                html.Write($"</p>");
                break;
            case Block.Remark remark:
                html.Write($"<p class=\"soft\">{remark.Text}</p>");
                break;
            case Block.Quotes quotes:
                Quotes(html, quotes);
                break;
            case Block.Steps steps:
                Steps(html, steps);
                break;
            case Block.Items items:
                html.Write($"<ul>");
                foreach (var item in items.All)
                {
                    html.Write($"<li>{item}</li>");
                }
                html.Write($"</ul>");
                break;
            case Block.Table table:
                Table(html, table);
                break;
        }
    }

    private static void Quotes(HtmlBuffer html, Block.Quotes quotes)
    {
        html.Write($"<ul class=\"quotes\">");
        foreach (var quote in quotes.Lines)
        {
            html.Write($"<li><span class=\"soft\">{quote.Where}</span> <code>{quote.Text}</code></li>");
        }
        html.Write($"</ul>");
    }

    private static void Steps(HtmlBuffer html, Block.Steps steps)
    {
        html.Write($"<ol>");
        foreach (var step in steps.All)
        {
            html.Write($"<li>");
            html.Text(step.Text, LongestProse);
            html.Write($" <span class=\"soft\">({step.Note})</span>");
            Command(html, step);
            html.Write($"</li>");
        }
        html.Write($"</ol>");
    }

    // The first column names the row.
    private static void Table(HtmlBuffer html, Block.Table table)
    {
        html.Write($"<table class=\"facts\"><thead><tr>");
        foreach (var cell in table.Header)
        {
            html.Write($"<th scope=\"col\">{cell}</th>");
        }
        html.Write($"</tr></thead><tbody>");
        foreach (var row in table.Rows)
        {
            html.Write($"<tr><th scope=\"row\">{row[0]}</th>");
            foreach (var cell in row.AsSpan()[1..])
            {
                html.Write($"<td>{cell}</td>");
            }
            html.Write($"</tr>");
        }
        html.Write($"</tbody></table>");
    }
}
