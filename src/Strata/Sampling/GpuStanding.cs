using Strata.Judging;
using Strata.Layers.Driver;

namespace Strata.Sampling;

/// <summary>What the last question to a GPU says of it, before any of its values is looked at.</summary>
public static class GpuStanding
{
    /// <summary>Not applicable while it is left alone on purpose, unknown while it was not or cannot be asked, a fault when it was asked in vain.</summary>
    public static Status Of(GpuStatus gpu) => gpu switch
    {
        { IsUp: null } => Status.NotApplicable,
        { IsHanging: true } => Status.Fault,
        { Answers: true } => Status.Ok,
        // It is not asked, or the host and not the GPU refuses the question.
        { Code: NvmlCode.NotReady or NvmlCode.Uninitialized or NvmlCode.NoPermission or NvmlCode.OperatingSystem or NvmlCode.LibraryNotFound } => Status.Unknown,
        _ => Status.Fault,
    };
}
