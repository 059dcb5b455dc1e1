using System.Collections.Immutable;

namespace Strata.Agent.Configuration;

/// <summary>A web configuration as the exporters of Prometheus share it: encryption, users, headers, limits (source: docs/web-configuration.md of prometheus/exporter-toolkit).</summary>
internal sealed record WebConfig
{
    /// <summary>Neither encryption nor users.</summary>
    public static readonly WebConfig None = new();

    /// <summary>How connections are encrypted; null for not at all.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>True when HTTP/2 is spoken where connections are encrypted.</summary>
    public bool Http2 { get; init; } = true;

    /// <summary>Headers that every answer carries.</summary>
    public ImmutableArray<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Hashes of passwords by user; empty when nobody is asked for one.</summary>
    public ImmutableDictionary<string, string> Users { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Time in which one request more is allowed; zero for no limit.</summary>
    public TimeSpan RateInterval { get; init; }

    /// <summary>Requests that may come at once.</summary>
    public int RateBurst { get; init; }

    /// <summary>Parts of the file that this agent accepts and cannot do, one line each.</summary>
    public ImmutableArray<string> NotDone { get; init; } = [];
}
