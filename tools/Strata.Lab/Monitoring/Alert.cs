namespace Strata.Lab.Monitoring;

/// <summary>An alerting rule.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Severity"><c>critical</c>: work is lost or will be, somebody has to act now; <c>warning</c>: act soon; <c>info</c>: know it.</param>
/// <param name="For">How long the condition has to hold, as Prometheus writes it.</param>
/// <param name="Expression">The condition.</param>
/// <param name="Summary">One line; may use the labels of the series.</param>
/// <param name="Description">What it means and why the time and the threshold are what they are.</param>
/// <param name="Runbook">The command that tells more or mends it, run on the host.</param>
public sealed record Alert(string Name, string Severity, string For, string Expression, string Summary, string Description, string Runbook);
