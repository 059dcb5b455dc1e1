using System.Collections.Immutable;
using System.Text;
using Strata.Metrics;

namespace Strata.Lab.Monitoring;

/// <summary>The page of all metrics, recordings and alerts, made from their tables.</summary>
public static class MetricPage
{
    /// <summary>The text of the page.</summary>
    public static string Render()
    {
        var text = new StringBuilder("<!-- Written by: dotnet run --project tools/Strata.Dev -- monitoring -->\n# Metrics and alerts\n\n")
            .Append("How to scrape them, load the alerts and import the dashboards: [monitoring](monitoring.md). What the driver does not tell is absent and never zero.\n\n")
            .Append("## Alerts\n\n| alert | severity | after | says | command |\n|---|---|---|---|---|\n");
        foreach (var alert in RulesFile.Groups.SelectMany(group => group.Alerts))
        {
            text.Append($"| `{alert.Name}` | {alert.Severity} | {alert.For} | {Escape(alert.Description)} | `{alert.Runbook}` |\n");
        }
        text.Append("\n## Recordings\n\n| series | is |\n|---|---|\n");
        foreach (var recording in Recordings.All)
        {
            text.Append($"| `{recording.Name}` | `{Escape(recording.Expression)}` |\n");
        }
        Append(text, "Names of strata (`--metrics strata`)", StrataMetrics.Table);
        Append(text, "Names of nvidia_gpu_exporter (`--metrics nvidia_smi`)", NvidiaSmiMetrics.Table);
        Append(text, "Names of dcgm-exporter (`--metrics dcgm`)", DcgmMetrics.Table);
        text.Append("\n## Names of OpenTelemetry (`--otlp`)\n\n| metric | kind | unit | is |\n|---|---|---|---|\n");
        foreach (var metric in HardwareMetrics.Table)
        {
            text.Append($"| `{metric.Name}` | {metric.Kind.ToString().ToLowerInvariant()} | `{metric.Unit}` | {Escape(metric.Help)} |\n");
        }
        return text.Append("\nWhat has no name there is pushed under its name of strata.\n").ToString();
    }

    private static void Append(StringBuilder text, string title, ImmutableArray<Metric> table)
    {
        text.Append($"\n## {title}\n\n| metric | type | is |\n|---|---|---|\n");
        foreach (var metric in table)
        {
            text.Append($"| `{metric.Name}` | {metric.Type.ToString().ToLowerInvariant()} | {Escape(metric.Help)} |\n");
        }
    }

    private static string Escape(string text) => text.Replace("<", "&lt;", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);
}
