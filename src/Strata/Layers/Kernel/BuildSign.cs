using Strata.Judging;

namespace Strata.Layers.Kernel;

/// <summary>A line of a build log with what it means.</summary>
/// <param name="Cause">What the line means.</param>
/// <param name="Sign">How the line is recognised; group <c>symbol</c> names where it broke, <c>kernel</c> and <c>version</c> what was built.</param>
/// <param name="Alone">True when the line proves a failed build by itself; otherwise it counts only beside one that does.</param>
public sealed record BuildSign(BuildCause Cause, LogSign Sign, bool Alone = true);
