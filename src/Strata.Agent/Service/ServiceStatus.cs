using System.Globalization;
using Strata.Metrics;
using Strata.Rendering;

namespace Strata.Agent.Service;

/// <summary>How the host is, in one line for the service manager.</summary>
internal static class ServiceStatus
{
    /// <summary>The verdict of doctor, where there is one, and how many GPUs answer.</summary>
    /// <param name="sample">The last sample.</param>
    /// <param name="oldAfter">Age from which a verdict says nothing of now.</param>
    public static string Of(HostSample sample, TimeSpan oldAfter) => PlainText.Clean(sample.Health is not { } health ? OfGpus(sample)
        : sample.TakenAt - health.At > oldAfter ? string.Create(CultureInfo.InvariantCulture, $"doctor ended no run since {health.At.UtcDateTime:yyyy-MM-dd HH:mm}Z; {OfGpus(sample)}")
        : $"{Names.Of(health.Report.Verdict)}: {Headline.Of(health.Report)}; {OfGpus(sample)}");

    // A GPU that is left alone on purpose is neither counted as answering nor as silent.
    private static string OfGpus(HostSample sample)
    {
        var asked = sample.Gpus.Where(gpu => gpu.IsUp is not null).ToList();
        var (released, asleep) = (sample.Gpus.Count(gpu => gpu.IsReleased), sample.Gpus.Count(gpu => gpu.IsAsleep && !gpu.IsReleased));
        var answers = sample.Driver is { } driver ? $"{asked.Count(gpu => gpu.Answers)} of {Headline.Count(asked.Count, "GPU")} answer, driver {driver.Version}"
            : asked.Count > 0 || sample.Gpus.IsEmpty ? "the driver does not answer"
            : "the driver is not asked";
        return answers + (released > 0 ? $", {released} released" : "") + (asleep > 0 ? $", {asleep} asleep" : "");
    }
}
