using Strata.Machine;

namespace Strata.Layers.Kernel;

/// <summary>One trace of a failed module build.</summary>
/// <param name="Cause">What the trace shows.</param>
/// <param name="Source">Where it was read.</param>
public sealed record BuildFailure(BuildCause Cause, Source Source)
{
    /// <summary>Symbol, file or option at which it broke.</summary>
    public string? Symbol { get; init; }

    /// <summary>Kernel release the module was built for.</summary>
    public string? Kernel { get; init; }

    /// <summary>Driver version that was built.</summary>
    public DriverVersion? Version { get; init; }
}
