using System.Text;
using Strata.Judging;
using Strata.Rendering;

namespace Strata.Agent.Health;

/// <summary>The last run of doctor, with its report as it is served.</summary>
internal sealed class HealthBook(AgentOptions options)
{
    private volatile Entry? _last;

    /// <summary>The last run; null before the first ended.</summary>
    public HealthCheck? Last => _last?.Check;

    /// <summary>Its report as <c>strata.report/1</c>; null before the first ended.</summary>
    public ReadOnlyMemory<byte>? Json => _last?.Json;

    /// <summary>Keeps a run in place of the one before.</summary>
    public void Keep(HealthCheck check) => _last = new Entry(check, Encoding.UTF8.GetBytes(ReportJson.Render(check.Report, options.Version) + "\n"));

    private sealed record Entry(HealthCheck Check, ReadOnlyMemory<byte> Json);
}
