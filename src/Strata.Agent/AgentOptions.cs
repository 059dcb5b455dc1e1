using System.Collections.Immutable;
using System.Net;
using Strata.Agent.Otlp;
using Strata.Linux.Notify;

namespace Strata.Agent;

/// <summary>How the agent runs.</summary>
public sealed record AgentOptions
{
    /// <summary>Program and arguments that run a probe.</summary>
    public required IReadOnlyList<string> Probe { get; init; }

    /// <summary>Version of strata.</summary>
    public required string Version { get; init; }

    /// <summary>Where each set of metric names is served; several sets may share an address.</summary>
    public required ImmutableArray<(IPEndPoint Address, ImmutableArray<MetricSet> Sets)> Listen { get; init; }

    /// <summary>True when the GPUs are those of the lab's fake library.</summary>
    public bool IsDemo { get; init; }

    /// <summary>Time between two samples.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time between two readings of the details.</summary>
    public TimeSpan DetailInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>True when a GPU that can sleep (runtime D3) is neither woken nor kept awake.</summary>
    public bool GateSleeping { get; init; } = true;

    /// <summary>Directory that keeps the history of events; null keeps it in memory only.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>Time between two runs of doctor, besides those after events.</summary>
    public TimeSpan DoctorInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Age from which the last run of doctor is told as old: it missed several, and a slow one waits some minutes for its next.</summary>
    public TimeSpan DoctorOldAfter => (3 * DoctorInterval) + TimeSpan.FromMinutes(10);

    /// <summary>The collector of OpenTelemetry that metrics are pushed to; null for none.</summary>
    public OtlpOptions? Otlp { get; init; }

    /// <summary>Age from which a value is no longer shown.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Names of this host, besides its own, under which it is asked.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];

    /// <summary>File with certificates, users and headers, in the form of Prometheus exporters; null for none.</summary>
    public string? WebConfig { get; init; }

    /// <summary>True when the web configuration encrypts connections.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>Sockets that the service manager listens on for this agent; those with an address stand in <see cref="Listen"/> too.</summary>
    public ImmutableArray<InheritedSocket> Inherited { get; init; } = [];

    /// <summary>Path of the local socket; null for none.</summary>
    public string? Socket { get; init; }

    /// <summary>True when the agent shall not run without its local socket.</summary>
    public bool NeedsSocket { get; init; }
}
