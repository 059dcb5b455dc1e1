using Strata.Sampling;

namespace Strata.Linux.Nvml.Probe;

/// <summary>What the probe answers: a return code and, where it is a success, what was asked for. An event comes without a question.</summary>
/// <param name="Id">Number of the question; zero for an event.</param>
/// <param name="Code">Return code of NVML.</param>
public sealed record ProbeReply(int Id, int Code)
{
    /// <summary>The driver, after opening.</summary>
    public DriverIdentity? Driver { get; init; }

    /// <summary>What does not change of a GPU.</summary>
    public GpuIdentity? Identity { get; init; }

    /// <summary>A fast sample.</summary>
    public GpuSample? Sample { get; init; }

    /// <summary>Slow details.</summary>
    public GpuDetail? Detail { get; init; }

    /// <summary>An event.</summary>
    public GpuEvent? Event { get; init; }

    /// <summary>Calls into the library that it took.</summary>
    public long Calls { get; init; }

    /// <summary>Time that it took.</summary>
    public double Seconds { get; init; }
}
