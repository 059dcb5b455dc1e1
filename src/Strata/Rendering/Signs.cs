using Strata.Judging;

namespace Strata.Rendering;

/// <summary>Two letters for a status, so that no meaning lies in colour alone.</summary>
public static class Signs
{
    /// <summary>The sign of a status.</summary>
    public static string Of(Status status) => status switch
    {
        Status.Ok => "ok",
        Status.Warning => "! ",
        Status.Fault => "!!",
        Status.Unknown => "??",
        _ => "--",
    };
}
