namespace Strata.Lab.Monitoring;

/// <summary>A recording rule.</summary>
/// <param name="Name">Name of the series that it makes.</param>
/// <param name="Expression">What it holds.</param>
public sealed record Recording(string Name, string Expression);
