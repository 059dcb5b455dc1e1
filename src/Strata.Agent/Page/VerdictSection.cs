using Strata.Judging;
using Strata.Rendering;

namespace Strata.Agent.Page;

/// <summary>The answer in one sentence, and the one command that mends it.</summary>
internal static class VerdictSection
{
    private static readonly TimeSpan Old = TimeSpan.FromMinutes(5);

    public static void Write(HtmlBuffer html, PageView view)
    {
        var standing = Standing.Of(view);
        html.Write($"<section id=\"verdict\" class=\"{Names.Of(standing.Status)}\" aria-labelledby=\"verdict-h\"><div aria-live=\"polite\">");
        html.Write($"<h2 id=\"verdict-h\"><span class=\"s {Names.Of(standing.Status)}\">{Names.Of(standing.Status)}</span> {standing.Text}</h2></div>");
        if (standing.Step is { } step)
        {
            html.Write($"<p>{step.Text} <span class=\"soft\">({step.Note})</span></p>");
            BlockHtml.Command(html, step);
        }
        Checked(html, view);
        html.Write($"</section>");
    }

    private static void Checked(HtmlBuffer html, PageView view)
    {
        if (view.Host.Health is not { } health)
        {
            html.Write($"<p class=\"soft\">Doctor has not looked yet.</p>");
            return;
        }
        var age = view.Now - health.At;
        if (age > Old)
        {
            html.Write($"<p class=\"s warning\">Doctor last looked {Ages.Of(age)} ago: this may no longer be so.</p>");
            return;
        }
        html.Write($"<p class=\"soft\">Doctor looked {Ages.Of(age)} ago and took {health.Took.TotalSeconds:0.0} s.</p>");
    }
}
