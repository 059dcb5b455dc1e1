using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Strata.Lab.Monitoring;

/// <summary>Writes the rules as Prometheus reads them.</summary>
public static class RulesFile
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The alerts by group.</summary>
    public static ImmutableArray<(string Group, ImmutableArray<Alert> Alerts)> Groups { get; } =
        [("strata-agent", AgentAlerts.All), ("strata-gpu", GpuAlerts.All), ("strata-faults", FaultAlerts.All), ("strata-doctor", DoctorAlerts.All)];

    /// <summary>The text of the file.</summary>
    public static string Render()
    {
        var text = new StringBuilder("# Written by: dotnet run --project tools/Strata.Dev -- monitoring\ngroups:\n  - name: strata-recordings\n    rules:\n");
        foreach (var recording in Recordings.All)
        {
            text.Append($"      - record: {recording.Name}\n        expr: {Quoted(recording.Expression)}\n");
        }
        foreach (var (group, alerts) in Groups)
        {
            text.Append($"  - name: {group}\n    rules:\n");
            foreach (var alert in alerts)
            {
                text.Append($"      - alert: {alert.Name}\n        expr: {Quoted(alert.Expression)}\n        for: {alert.For}\n        labels:\n          severity: {alert.Severity}\n")
                    .Append($"        annotations:\n          summary: {Quoted(alert.Summary)}\n          description: {Quoted(alert.Description)}\n          runbook: {Quoted(alert.Runbook)}\n");
            }
        }
        return text.ToString();
    }

    // A text of JSON is a text of YAML.
    private static string Quoted(string text) => JsonSerializer.Serialize(text, Plain);
}
