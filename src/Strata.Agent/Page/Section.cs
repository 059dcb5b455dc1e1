namespace Strata.Agent.Page;

/// <summary>The frame of a part of the page: its title, and the command that shows the same in a terminal.</summary>
internal static class Section
{
    public static void Open(HtmlBuffer html, string id, string title, string? command = null, string? json = null)
    {
        html.Write($"<section id=\"{id}\" aria-labelledby=\"{id}-h\"><div class=\"head\"><h2 id=\"{id}-h\">{title}</h2>");
        if (command is not null)
        {
            html.Write($"<code class=\"cli\" title=\"the same in a terminal\">{command}</code>");
        }
        if (json is not null)
        {
            html.Write($"<a class=\"json\" href=\"{json}\">JSON</a>");
        }
        html.Write($"</div>");
    }

    public static void Close(HtmlBuffer html) => html.Write($"</section>");
}
