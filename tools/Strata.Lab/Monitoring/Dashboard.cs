using System.Collections.Immutable;

namespace Strata.Lab.Monitoring;

/// <summary>A dashboard of Grafana.</summary>
/// <param name="Uid">Its identity, by which others link to it; never changed.</param>
/// <param name="Title">Its title.</param>
/// <param name="HasGpus">True when GPUs are chosen on it, and not only hosts.</param>
/// <param name="Rows">Its rows of panels.</param>
public sealed record Dashboard(string Uid, string Title, bool HasGpus, ImmutableArray<(string Title, ImmutableArray<Panel> Panels)> Rows)
{
    /// <summary>All dashboards.</summary>
    public static ImmutableArray<Dashboard> All { get; } = [NodeDashboard.Create(), GpuDashboard.Create()];

    /// <summary>Every expression on it, those of its variables included.</summary>
    public IEnumerable<string> Expressions =>
        Rows.SelectMany(row => row.Panels).SelectMany(panel => panel.Queries).Select(query => query.Expression).Append(DashboardFile.HostSource).Append(DashboardFile.GpuSource);
}
