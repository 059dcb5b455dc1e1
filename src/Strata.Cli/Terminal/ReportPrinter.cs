using Strata.Judging;
using Strata.Rendering;

namespace Strata.Cli.Terminal;

/// <summary>Prints a report in the wanted form and tells the exit code.</summary>
internal static class ReportPrinter
{
    public static int Print(Report report, string format, bool noColour)
    {
        StandardOutput.Write(format switch
        {
            OutputFormat.Json => ReportJson.Render(report, Product.Version) + "\n",
            OutputFormat.Sarif => SarifWriter.Render(report, Product.Version),
            OutputFormat.Junit => JunitWriter.Render(report, Rules.All.Select(rule => rule.Info)),
            OutputFormat.Nagios => NagiosWriter.Render(report),
            _ => Render(ReportDocumentBuilder.Build(report), format, noColour),
        });
        return ExitCodes.Of(report.Verdict);
    }

    public static string Render(Document document, string format, bool noColour) => format switch
    {
        OutputFormat.Markdown => MarkdownWriter.Render(document),
        OutputFormat.Html => HtmlWriter.Render(document),
        _ => TerminalWriter.Render(document, Screen.Style(noColour)),
    };
}
