namespace Strata.Linux.Tools;

/// <summary>How one run of a tool ended.</summary>
/// <param name="ExitCode">Exit status; null when the deadline passed.</param>
/// <param name="Output">Standard output followed by standard error, as far as it came.</param>
/// <param name="IsCut">True when there was more than is kept.</param>
internal sealed record ToolRun(int? ExitCode, byte[] Output, bool IsCut)
{
    /// <summary>True when the tool did not end in time.</summary>
    public bool IsLate => ExitCode is null;
}
