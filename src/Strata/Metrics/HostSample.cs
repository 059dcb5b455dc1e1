using System.Collections.Immutable;
using Strata.Judging;
using Strata.Sampling;

namespace Strata.Metrics;

/// <summary>Everything that is scraped, taken at one moment.</summary>
/// <param name="TakenAt">When.</param>
/// <param name="Version">Version of strata.</param>
/// <param name="HostName">Name of this host, for the sets that carry it as a label.</param>
public sealed record HostSample(DateTimeOffset TakenAt, string Version, string HostName)
{
    /// <summary>The driver; null while it does not answer.</summary>
    public DriverIdentity? Driver { get; init; }

    /// <summary>Return code of the last start of the driver's library (source: nvml.h); null before the first.</summary>
    public int? DriverCode { get; init; }

    /// <summary>True while nothing is asked of the driver on purpose: every GPU is released or asleep.</summary>
    public bool IsLeftAlone => Driver is null && !Gpus.IsEmpty && Gpus.All(gpu => gpu.IsUp is null);

    /// <summary>How the ticks of the sampler go.</summary>
    public TickHealth Ticks { get; init; } = new();

    /// <summary>The GPUs with their last answers.</summary>
    public ImmutableArray<GpuStatus> Gpus { get; init; } = [];

    /// <summary>How the probes fare.</summary>
    public ProbeHealth Probe { get; init; } = new();

    /// <summary>Xids of this boot, by GPU and code, as far as the kernel's buffer and the history still tell them.</summary>
    public ImmutableArray<XidCount> Xids { get; init; } = [];

    /// <summary>The last run of doctor; null before the first.</summary>
    public HealthCheck? Health { get; init; }

    /// <summary>True while the agent holds a GPU open and so keeps the driver initialised.</summary>
    public bool IsHeld { get; init; }

    /// <summary>How the history of events fares; null where none is kept.</summary>
    public HistoryHealth? History { get; init; }

    /// <summary>What the agent costs; null where no agent samples.</summary>
    public AgentProcess? Process { get; init; }

    /// <summary>True when the GPUs are those of the lab's fake library.</summary>
    public bool IsDemo { get; init; }

    /// <summary>Processes that were left out of the metrics since the agent started, because a GPU had too many; see <see cref="ProcessMetrics.MostOfGpu"/>.</summary>
    public long ProcessesLeftOut { get; init; }

    /// <summary>The same sample with what only the one before it makes known: rates, and counts of what was left out.</summary>
    /// <param name="before">The sample before.</param>
    public HostSample After(HostSample before) => this with
    {
        Gpus = [.. Gpus.Select(gpu => PcieRates.Between(before.Gpus.FirstOrDefault(old => old.Key == gpu.Key), gpu))],
        ProcessesLeftOut = before.ProcessesLeftOut + Gpus.Sum(gpu => (long)ProcessMetrics.LeftOut(gpu)),
    };

    /// <summary>The same sample without values that are older than <paramref name="age"/>: a value that nobody measured any more is not shown as current.</summary>
    /// <param name="age">Oldest sample that is shown.</param>
    /// <param name="detailAge">Oldest details that are shown.</param>
    public HostSample WithoutOlderThan(TimeSpan age, TimeSpan detailAge) => this with
    {
        Gpus =
        [
            .. Gpus.Select(gpu => gpu with
            {
                Sample = TakenAt - gpu.SampledAt > age ? null : gpu.Sample,
                Detail = TakenAt - gpu.DetailedAt > detailAge ? null : gpu.Detail,
            }),
        ],
    };
}
