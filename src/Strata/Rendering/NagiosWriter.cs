using Strata.Judging;

namespace Strata.Rendering;

/// <summary>Writes a report as one line of a Nagios check; the exit code is that of the report.</summary>
public static class NagiosWriter
{
    /// <summary>Renders the line. The numbers count root causes.</summary>
    public static string Render(Report report)
    {
        var word = report.Verdict switch
        {
            Status.Ok => "OK",
            Status.Warning => "WARNING",
            Status.Fault => "CRITICAL",
            _ => "UNKNOWN",
        };
        var text = Headline.Lead(report) is { } lead
            ? $"{PlainText.Clean(lead.Finding.Title)} ({Names.Of(lead.Finding.Rule.Code.Layer)})"
            : Headline.Of(report);
        // The bar starts the performance data.
        return $"STRATA {word} - {text.Replace('|', '/')} | faults={Count(report, State.Fault)} warnings={Count(report, State.Warning)}\n";
    }

    private static int Count(Report report, State state) => report.RootCauses.Count(cause => cause.Finding.State == state);
}
