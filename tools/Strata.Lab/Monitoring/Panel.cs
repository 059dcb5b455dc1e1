using System.Collections.Immutable;

namespace Strata.Lab.Monitoring;

/// <summary>A panel of a dashboard.</summary>
/// <param name="Kind">Kind of panel, as Grafana names it.</param>
/// <param name="Title">Its title.</param>
/// <param name="Unit">Unit, as Grafana names it.</param>
/// <param name="Queries">What it shows, each with the name of its lines.</param>
public sealed record Panel(string Kind, string Title, string Unit, ImmutableArray<(string Expression, string Legend)> Queries)
{
    /// <summary>Columns of 24.</summary>
    public int Width { get; init; } = 8;

    /// <summary>Rows.</summary>
    public int Height { get; init; } = 8;

    /// <summary>What it means.</summary>
    public string Description { get; init; } = "";

    /// <summary>Values from which it is yellow and red; null where no value is bad.</summary>
    public (double Warning, double Fault)? Limits { get; init; }

    /// <summary>Names of the columns of a table by what Prometheus calls them; the others are hidden.</summary>
    public ImmutableArray<(string From, string To)> Columns { get; init; } = [];
}
