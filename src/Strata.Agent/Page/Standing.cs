using Strata.Judging;
using Strata.Layers.Driver;
using Strata.Rendering;
using Strata.Sampling;

namespace Strata.Agent.Page;

/// <summary>The answer of the page: what doctor found, unless the driver tells something worse at this moment.</summary>
/// <param name="Status">Standing.</param>
/// <param name="Text">One sentence.</param>
/// <param name="Step">The one thing to do about it, where it is known.</param>
internal sealed record Standing(Status Status, string Text, Step? Step)
{
    public static Standing Of(PageView view)
    {
        var now = OfDriver(view);
        return view.Host.Health switch
        {
            { Report: { Verdict: Status.Fault or Status.Warning } report } when now.Status != Status.Fault || report.Verdict == Status.Fault => OfDoctor(report),
            { Report: { } report } when now.Status == Status.Ok => OfDoctor(report),
            _ => now,
        };
    }

    private static Standing OfDoctor(Report report) => new(report.Verdict, Headline.Of(report), ReportDocumentBuilder.FirstStep(report));

    private static Standing OfDriver(PageView view)
    {
        var silent = view.Host.Gpus.Where(gpu => GpuStanding.Of(gpu) == Status.Fault).ToList();
        var look = new Step("Let doctor say why", "strata doctor", NeedsRoot: true, "safe");
        if (silent.Count > 0)
        {
            var which = string.Join(", ", silent.Take(4).Select(gpu => $"GPU {gpu.Index}")) + (silent.Count > 4 ? $" and {silent.Count - 4} more" : "");
            return new Standing(Status.Fault, $"driver: {which} {(silent.Count == 1 ? "does" : "do")} not answer ({Headline.Count(silent.Count, "GPU")} of {view.Host.Gpus.Length})", look);
        }
        if (view.Host.Gpus is [_, ..] gpus && gpus.All(gpu => gpu.IsUp is null))
        {
            return new Standing(Status.Unknown, "cannot tell: every GPU is left alone on purpose", null);
        }
        if (view.Host.Driver is null || view.Host.Gpus.Any(gpu => gpu.IsUp == false))
        {
            return new Standing(Status.Unknown, view.Host.Driver is null ? "cannot tell: the driver does not answer" : "cannot tell yet: not every GPU was asked", look);
        }
        return view.Host.Health is null
            ? new Standing(Status.Unknown, $"cannot tell yet: {Headline.Count(view.Host.Gpus.Count(gpu => gpu.Answers), "GPU")} answer, doctor has not looked", look)
            : new Standing(Status.Ok, "", null);
    }
}
